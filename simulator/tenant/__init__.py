"""One simulated tenant: who is in it, what the application may do, and how people change that."""
