"""What the program achieves, each figure beside the limit measured with it."""
