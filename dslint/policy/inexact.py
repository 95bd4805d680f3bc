"""What keeps a rule from having an exact twin in the cluster's language."""


class InexactError(Exception):
    """Nothing in CEL decides exactly as a rule does; the message says why, as the rest of a sentence."""
