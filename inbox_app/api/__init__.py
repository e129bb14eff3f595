"""HTTP that is not the interface itself: sessions, files, mail frames."""
