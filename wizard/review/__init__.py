"""The Review step: what to enter in the Retain console, what to think of besides, and everything on one page."""
