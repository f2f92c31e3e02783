"""What can be opened in a room: a file per kind, each with its `KIND`. Pure, Django-free."""
