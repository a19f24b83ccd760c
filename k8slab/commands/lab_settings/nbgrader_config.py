"""A learner's nbgrader has nothing to configure; without this file it says so in the terminal."""
