"""What every command line of this program shares: reading words, showing answers, and refusing in one sentence."""
