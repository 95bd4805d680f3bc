"""From one text to its findings: bind rules to checks, run them, suppress, and what a run has to say."""
