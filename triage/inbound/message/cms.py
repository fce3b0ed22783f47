"""Signed mail whose words are packed inside its signature (S/MIME, RFC 8551 §3.5.2): unpacks them. Proves nothing by it."""

TYPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))


def signed(data: bytes) -> bytes | None:
    """The MIME entity that was signed; None when it is encrypted, only a list of certificates, or broken."""
    from asn1crypto.cms import ContentInfo  # noqa: PLC0415  a twentieth of what a worker loads, and few mails are signed so

    try:
        outer = ContentInfo.load(data)
        if outer["content_type"].native != "signed_data":
            return None
        content = outer["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # asn1crypto's ways to say "broken"
        return None
    return content if isinstance(content, bytes) else None
