"""The Common Expression Language in the environment that the API server has for admission policies."""
