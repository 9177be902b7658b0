"""Looks after the nights: what is wrong (worries), since when (rounds), and who is told (notices, mail, webhook)."""
