"""Password hashes."""

from argon2 import PasswordHasher

from inbox_app.services.passwords import hash_password, renew_hash, verify_password


def test_an_empty_hash_belongs_to_no_password() -> None:
    assert not verify_password("", "an account that does not exist")
    assert not verify_password("", "")


def test_a_damaged_hash_belongs_to_no_password() -> None:
    assert not verify_password("$argon2id$broken", "a good password")


def test_a_hash_of_weaker_making_is_renewed_at_log_in() -> None:
    weak = PasswordHasher(memory_cost=1024, time_cost=1, parallelism=1)

    renewed = renew_hash(weak.hash("a good password"), "a good password")

    assert renewed is not None
    assert verify_password(renewed, "a good password")
    assert renew_hash(hash_password("a good password"), "a good password") is None
