"""A check whose files are judged by any :class:`concurrent.futures.Executor`, with the findings of one process."""
