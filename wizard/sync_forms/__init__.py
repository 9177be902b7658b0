"""The forms of the step Sync, one module a form."""
