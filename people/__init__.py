"""Who uses this, what each may see and do, and the trail of who did what."""
