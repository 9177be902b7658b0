"""Microsoft Graph, as far as the wizard and its checks ask it."""
