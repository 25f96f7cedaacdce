"""Where a request comes from, as far as tries are counted by it. The address itself is never kept."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def of(request: HttpRequest) -> str:
    """Return the network address, believing no more proxies than the settings say."""
    return str(get_adapter().get_client_ip(request))


def network(address: str) -> str:
    """Return a keyed hash of an address; of IPv6 of the part that a household or a phone is given."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return _blind(address)
    return _blind(str(ipaddress.ip_network(f"{known}/56", strict=False)) if known.version == 6 else str(known))  # noqa: PLR2004 -- IPv6


def _blind(value: str) -> str:
    return salted_hmac("learning.addresses", value, algorithm="sha256").hexdigest()
