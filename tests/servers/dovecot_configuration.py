"""Dovecot's settings, in the words of 2.3 and of 2.4, which differ."""

import subprocess
from pathlib import Path

_COMMON = r"""
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
mail_uid = {user}
mail_gid = {group}
mail_max_userip_connections = 100
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0 secs
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = create
    special_use = \Junk
  }}
  mailbox Sent {{
    auto = no
    special_use = \Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Without it a wrong password does not slow down the tests that follow.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
_OF_2_3 = """
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
mail_home = {folder}/mail/%u
mail_location = maildir:~/Maildir
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
"""
_OAUTH2_OF_2_3 = """
introspection_mode = post
introspection_url = {introspection_url}
username_attribute = email
active_attribute = active
active_value = true
"""
_OF_2_4 = """
ssl_server_cert_file = {folder}/cert.pem
ssl_server_key_file = {folder}/key.pem
auth_allow_cleartext = yes
mail_home = {folder}/mail/%{{user}}
mail_driver = maildir
mail_path = ~/Maildir
oauth2 {{
  introspection_mode = post
  introspection_url = {introspection_url}
  username_attribute = email
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
passdb static {{
  mechanisms_filter = plain login
  password = {password}
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/mail/%{{user}}
  }}
}}
"""
_VERSIONS_OF_2_4 = """dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
"""


def dovecot_files(program: Path, **settings: object) -> dict[str, str]:
    """Return the configuration files for this version of Dovecot, by name.

    Args:
        program: the server, which is asked for its version.
        settings: folder, user, group, password, both ports, introspection_url.
    """
    if _version_of(program) < (2, 4):
        return {
            "dovecot.conf": (_COMMON + _OF_2_3).format(**settings),
            "oauth2.conf": _OAUTH2_OF_2_3.format(**settings),
        }
    text = _VERSIONS_OF_2_4 + (_COMMON + _OF_2_4).format(**settings)
    return {"dovecot.conf": text}


def _version_of(program: Path) -> tuple[int, int]:
    # As in "2.3.19.1 (9b53102964)".
    printed = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout
    major, minor, *_ = printed.split(".")
    return int(major), int(minor)
