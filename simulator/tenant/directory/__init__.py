"""A directory of any size: users, groups, contacts and who is in what, computed from a few numbers when asked for."""
