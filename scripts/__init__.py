"""What an administrator downloads: constant PowerShell, and the files that carry this customer's values.

Values to bytes, nothing else: no Django, no network, no module of ours outside this folder.
"""
