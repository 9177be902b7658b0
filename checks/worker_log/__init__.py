"""A log of Retain's worker, searched for the phrases whose cause is known. No check of its own: each finding leads to
the step and the checks that can tell."""
