"""What the API server does with a DaemonSet: decode, fill in, drop, validate, warn; and with its pods and updates."""
