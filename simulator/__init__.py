"""A Microsoft 365 world on loopback: DNS, sign-in, Exchange, customers' hosts. Imports nothing of ours."""
