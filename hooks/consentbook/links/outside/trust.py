"""Whose signature under a certificate is trusted: what Python trusts here, and the authority that was given."""

import ssl
from contextlib import suppress
from pathlib import Path

HASHED = "????????.[0-9]*"  # such as 5ed36f99.0; OpenSSL finds a file by such a name, and no other


def bundle(authority: str, folder: Path) -> str:
    """Return a file with the certificates of all that are trusted; it may be written to ``folder``.

    One file, as libcurl reads that once for all connections. Raises ``OSError`` if ``authority`` holds no certificate.
    """
    paths = ssl.get_default_verify_paths()
    if paths.cafile and not paths.capath and not authority:
        return paths.cafile
    files = [Path(paths.cafile)] if paths.cafile else []
    files += Path(paths.capath).glob(HASHED) if paths.capath else []
    texts = _read(files) or _of_the_system()
    if authority:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(authority)
        texts.append(Path(authority).read_bytes())
    written = folder / "authorities.pem"
    written.write_bytes(b"\n".join(texts) + b"\n")
    return str(written)


def _read(files: list[Path]) -> list[bytes]:
    """Return what the files say, without those that the first, which mostly holds them all, says already."""
    texts: list[bytes] = []
    for file in files:
        with suppress(OSError):  # OpenSSL passes over what it cannot read, too
            text = file.read_bytes().strip()
            if not texts or text not in texts[0]:
                texts.append(text)
    return texts


def _of_the_system() -> list[bytes]:
    """Return what is trusted where it lies in no file, as on Windows."""
    found = ssl.create_default_context().get_ca_certs(binary_form=True)
    return [ssl.DER_cert_to_PEM_cert(certificate).encode() for certificate in found]
