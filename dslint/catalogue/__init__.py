"""The rules: what their files say, the index of all, which are on, and the page of each."""
