"""A code is taken once, also when it arrives many times at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from cms import factor_forms
from cms.models import User
from tests import cast


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_eight_times_at_once_opens_once():
    user = User.objects.create_user("trainer", "trainer@chbas.example")
    app, code = cast.lock(user), cast.app_code()

    def spend(_: int) -> bool:
        try:
            return factor_forms.spend(Authenticator.objects.get(pk=app.pk), code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        assert sorted(crowd.map(spend, range(8))) == [False] * 7 + [True]


@pytest.mark.django_db
def test_a_code_that_is_none_of_the_app_is_not_taken():
    app = cast.lock(User.objects.create_user("trainer", "trainer@chbas.example"))
    assert [factor_forms.spend(app, code) for code in ("000000", "", "១២៣៤៥៦")] == [False] * 3
