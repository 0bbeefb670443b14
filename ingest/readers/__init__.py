"""One function per format: bytes in, ``RawDocument`` out."""
