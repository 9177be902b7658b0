"""The pages of the step Sync and those behind it."""
