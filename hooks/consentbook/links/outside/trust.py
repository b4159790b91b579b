"""Whose signature under a certificate is trusted: what Python trusts here, and the authority that was given."""

import ssl
from pathlib import Path


def bundle(authority: str, folder: Path) -> str:
    """Return a file with the certificates of all that are trusted; it may be written to ``folder``.

    One file, as libcurl reads that once for all connections. Raises ``OSError`` if ``authority`` holds no certificate.
    """
    paths = ssl.get_default_verify_paths()
    if paths.cafile and not paths.capath and not authority:
        return paths.cafile
    files = [Path(paths.cafile)] if paths.cafile else []
    if paths.capath:
        files += sorted(path for path in Path(paths.capath).iterdir() if _is_hashed(path))
    texts = dict.fromkeys(file.read_bytes().strip() for file in files) or dict.fromkeys(_of_the_system())
    if authority:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(authority)
        texts[Path(authority).read_bytes()] = None
    written = folder / "authorities.pem"
    written.write_bytes(b"\n".join(_each_once(list(texts))) + b"\n")
    return str(written)


def _is_hashed(path: Path) -> bool:
    """Return whether OpenSSL would find a file by its name, such as 5ed36f99.0."""
    return len(path.stem) == 8 and path.suffix[1:].isdecimal() and path.is_file()


def _each_once(texts: list[bytes]) -> list[bytes]:
    """Leave out what the first text, which mostly holds them all, has already: each costs time to read."""
    return [*texts[:1], *(text for text in texts[1:] if text not in texts[0])]


def _of_the_system() -> list[bytes]:
    """Return what is trusted where it lies in no file, as on Windows."""
    found = ssl.create_default_context().get_ca_certs(binary_form=True)
    return [ssl.DER_cert_to_PEM_cert(certificate).encode() for certificate in found]
