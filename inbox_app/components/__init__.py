"""The regions of the screen, built from `ui`; one package each."""
