"""What runs at night, and all that it reads. Imports clients, never wizard or checks."""
