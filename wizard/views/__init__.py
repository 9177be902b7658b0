"""Pages: each view reads the request, asks the read side or hands over to dispatch, and answers."""
