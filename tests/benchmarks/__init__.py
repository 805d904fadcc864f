"""Speed of the whole product path, measured against floors and peers; never a timed test."""
