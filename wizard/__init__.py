"""What people see: steps, runs of checks, saved reports, practice."""
