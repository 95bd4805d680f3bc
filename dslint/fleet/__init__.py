"""Many clusters side by side: which agents they run, where, in which version, and what is wrong with them."""
