"""Where calls go, for admins: the draft and its forms, trying, comparing, publishing, going back."""
