"""Proposes server settings for an address, so that nobody has to look them up."""

from dataclasses import dataclass

from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSettings,
    Security,
    ServerSettings,
)

IMAPS_PORT = 993
IMAP_PORT = 143
SMTPS_PORT = 465
SUBMISSION_PORT = 587


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's servers, as its own help pages name them.

    `note` is the key of a sentence on what the person must do there first.
    """

    name: str
    imap_host: str
    smtp_host: str
    imap_port: int = IMAPS_PORT
    imap_security: Security = Security.TLS
    smtp_port: int = SMTPS_PORT
    smtp_security: Security = Security.TLS
    auth: AuthMethod = AuthMethod.PASSWORD
    # Some want what stands before the @ as the user name.
    imap_wants_local_part: bool = False
    smtp_wants_local_part: bool = False
    is_sent_kept_by_server: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Settings worth trying; without a provider's name they are guessed."""

    settings: EmailSettings
    provider: str = ""
    note: str = ""

    @property
    def is_guess(self) -> bool:
        """Tell whether the servers may not exist at all."""
        return not self.provider


APP_PASSWORD = "channel.note.app_password"
ENABLE_IMAP = "channel.note.enable_imap"
TOKEN_ONLY = "channel.note.token_only"
BRIDGE = "channel.note.bridge"

GMAIL = Provider(
    "Gmail",
    "imap.gmail.com",
    "smtp.gmail.com",
    is_sent_kept_by_server=True,
    note=APP_PASSWORD,
)
# Microsoft no longer takes passwords for IMAP: a token is the only way in.
OUTLOOK = Provider(
    "Outlook",
    "outlook.office365.com",
    "smtp-mail.outlook.com",
    smtp_port=SUBMISSION_PORT,
    smtp_security=Security.STARTTLS,
    auth=AuthMethod.XOAUTH2,
    is_sent_kept_by_server=True,
    note=TOKEN_ONLY,
)
MICROSOFT_365 = Provider(
    "Microsoft 365",
    "outlook.office365.com",
    "smtp.office365.com",
    smtp_port=SUBMISSION_PORT,
    smtp_security=Security.STARTTLS,
    auth=AuthMethod.XOAUTH2,
    is_sent_kept_by_server=True,
    note=TOKEN_ONLY,
)
YAHOO = Provider(
    "Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", note=APP_PASSWORD
)
AOL = Provider("AOL", "imap.aol.com", "smtp.aol.com", note=APP_PASSWORD)
ICLOUD = Provider(
    "iCloud",
    "imap.mail.me.com",
    "smtp.mail.me.com",
    smtp_port=SUBMISSION_PORT,
    smtp_security=Security.STARTTLS,
    imap_wants_local_part=True,
    note=APP_PASSWORD,
)
GMX = Provider("GMX", "imap.gmx.net", "mail.gmx.net", note=ENABLE_IMAP)
GMX_COM = Provider("GMX", "imap.gmx.com", "mail.gmx.com", note=ENABLE_IMAP)
WEB_DE = Provider("WEB.DE", "imap.web.de", "smtp.web.de", note=ENABLE_IMAP)
MAIL_COM = Provider("mail.com", "imap.mail.com", "smtp.mail.com", note=ENABLE_IMAP)
T_ONLINE = Provider(
    "Telekom", "secureimap.t-online.de", "securesmtp.t-online.de", note=APP_PASSWORD
)
FREENET = Provider(
    "freenet",
    "mx.freenet.de",
    "mx.freenet.de",
    smtp_port=SUBMISSION_PORT,
    smtp_security=Security.STARTTLS,
)
ORANGE = Provider("Orange", "imap.orange.fr", "smtp.orange.fr")
FREE = Provider(
    "Free",
    "imap.free.fr",
    "smtp.free.fr",
    imap_wants_local_part=True,
    smtp_wants_local_part=True,
)
SFR = Provider("SFR", "imap.sfr.fr", "smtp.sfr.fr")
BOUYGUES = Provider("Bouygues Telecom", "imap.bbox.fr", "smtp.bbox.fr")
LAPOSTE = Provider("La Poste", "imap.laposte.net", "smtp.laposte.net")
FASTMAIL = Provider(
    "Fastmail", "imap.fastmail.com", "smtp.fastmail.com", note=APP_PASSWORD
)
ZOHO = Provider("Zoho", "imap.zoho.com", "smtp.zoho.com", note=ENABLE_IMAP)
ZOHO_EU = Provider("Zoho", "imap.zoho.eu", "smtp.zoho.eu", note=ENABLE_IMAP)
# Proton keeps mail encrypted: its Bridge, on this machine, speaks IMAP and SMTP.
PROTON = Provider(
    "Proton Mail Bridge",
    "127.0.0.1",
    "127.0.0.1",
    imap_port=1143,
    imap_security=Security.STARTTLS,
    smtp_port=1025,
    smtp_security=Security.STARTTLS,
    note=BRIDGE,
)
MAILBOX_ORG = Provider("mailbox.org", "imap.mailbox.org", "smtp.mailbox.org")
POSTEO = Provider("Posteo", "posteo.de", "posteo.de")
YANDEX = Provider("Yandex", "imap.yandex.com", "smtp.yandex.com", note=APP_PASSWORD)
MAIL_RU = Provider("Mail.ru", "imap.mail.ru", "smtp.mail.ru", note=APP_PASSWORD)
BLUEWIN = Provider("Bluewin", "imaps.bluewin.ch", "smtpauths.bluewin.ch")
LIBERO = Provider("Libero", "imapmail.libero.it", "smtp.libero.it", note=ENABLE_IMAP)
ARUBA = Provider("Aruba", "imaps.aruba.it", "smtps.aruba.it")
OVH = Provider("OVHcloud", "ssl0.ovh.net", "ssl0.ovh.net")
IONOS = Provider("IONOS", "imap.ionos.com", "smtp.ionos.com")
IONOS_DE = Provider("IONOS", "imap.ionos.de", "smtp.ionos.de")
IONOS_FR = Provider("IONOS", "imap.ionos.fr", "smtp.ionos.fr")
GANDI = Provider("Gandi", "mail.gandi.net", "mail.gandi.net")
INFOMANIAK = Provider("Infomaniak", "mail.infomaniak.com", "mail.infomaniak.com")

# Mail domains of each provider; a domain not named here may still be hosted there.
PROVIDER_DOMAINS: tuple[tuple[Provider, str], ...] = (
    (GMAIL, "gmail.com googlemail.com"),
    (
        OUTLOOK,
        "outlook.com outlook.fr outlook.de outlook.es outlook.it outlook.be"
        " hotmail.com hotmail.fr hotmail.de hotmail.es hotmail.it hotmail.co.uk"
        " live.com live.fr live.de live.co.uk live.nl live.be msn.com passport.com",
    ),
    (MICROSOFT_365, "office365.com onmicrosoft.com"),
    (
        YAHOO,
        "yahoo.com yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.co.uk yahoo.ca"
        " yahoo.com.br yahoo.co.in ymail.com rocketmail.com",
    ),
    (AOL, "aol.com aol.fr aol.de aol.co.uk aim.com"),
    (ICLOUD, "icloud.com me.com mac.com"),
    (GMX, "gmx.de gmx.net gmx.at gmx.ch gmx.eu"),
    (GMX_COM, "gmx.com gmx.fr gmx.us gmx.co.uk gmx.es"),
    (WEB_DE, "web.de"),
    (MAIL_COM, "mail.com email.com usa.com europe.com"),
    (T_ONLINE, "t-online.de magenta.de"),
    (FREENET, "freenet.de"),
    (ORANGE, "orange.fr wanadoo.fr"),
    (FREE, "free.fr aliceadsl.fr libertysurf.fr"),
    (SFR, "sfr.fr neuf.fr cegetel.net 9online.fr club-internet.fr numericable.fr"),
    (BOUYGUES, "bbox.fr"),
    (LAPOSTE, "laposte.net"),
    (FASTMAIL, "fastmail.com fastmail.fm fastmail.net messagingengine.com sent.com"),
    (ZOHO, "zoho.com zohomail.com"),
    (ZOHO_EU, "zoho.eu zohomail.eu"),
    (PROTON, "proton.me protonmail.com protonmail.ch pm.me"),
    (MAILBOX_ORG, "mailbox.org"),
    (
        POSTEO,
        "posteo.de posteo.net posteo.org posteo.eu posteo.at posteo.ch posteo.com",
    ),
    (YANDEX, "yandex.com yandex.ru ya.ru"),
    (MAIL_RU, "mail.ru inbox.ru list.ru bk.ru"),
    (BLUEWIN, "bluewin.ch"),
    (LIBERO, "libero.it"),
    (ARUBA, "aruba.it"),
    (OVH, "ovh.net ovh.fr ovh.com"),
    (IONOS, "ionos.com"),
    (IONOS_DE, "ionos.de online.de onlinehome.de"),
    (IONOS_FR, "ionos.fr"),
    (GANDI, "gandi.net"),
    (INFOMANIAK, "infomaniak.com infomaniak.ch ik.me ikmail.com etik.com"),
)
_providers = {
    domain: provider
    for provider, domains in PROVIDER_DOMAINS
    for domain in domains.split()
}
# Hosts of companies' own domains: when the guessed names are not there.
HOSTERS = (GMAIL, MICROSOFT_365, OVH, IONOS, GANDI, INFOMANIAK)


def propose_settings(address: str) -> list[Proposal]:
    """Propose settings for an address, the likeliest first; never asks the network.

    One proposal for a known provider. For any other domain first the usual host
    names, then the large hosters of companies' own domains.
    """
    address = address.strip()
    local_part, at, domain = address.rpartition("@")
    domain = domain.lower().rstrip(".")
    if not (local_part and at and domain):
        return []
    provider = _providers.get(domain)
    if provider:
        return [_settings_at(provider, address)]
    return [
        *(Proposal(settings) for settings in _guess_settings(address, domain)),
        *(_settings_at(hoster, address) for hoster in HOSTERS),
    ]


def _settings_at(provider: Provider, address: str) -> Proposal:
    local_part = address.rpartition("@")[0]
    return Proposal(
        EmailSettings(
            imap=ServerSettings(
                provider.imap_host,
                provider.imap_port,
                provider.imap_security,
                local_part if provider.imap_wants_local_part else address,
                provider.auth,
            ),
            smtp=ServerSettings(
                provider.smtp_host,
                provider.smtp_port,
                provider.smtp_security,
                local_part if provider.smtp_wants_local_part else address,
                provider.auth,
            ),
            is_sent_kept_by_server=provider.is_sent_kept_by_server,
        ),
        provider.name,
        provider.note,
    )


def _guess_settings(address: str, domain: str) -> list[EmailSettings]:
    hosts = (
        (f"imap.{domain}", f"smtp.{domain}"),
        (f"mail.{domain}", f"mail.{domain}"),
        (domain, domain),
    )
    ways = (
        (IMAPS_PORT, Security.TLS, SMTPS_PORT, Security.TLS),
        (IMAP_PORT, Security.STARTTLS, SUBMISSION_PORT, Security.STARTTLS),
    )
    return [
        EmailSettings(
            imap=ServerSettings(imap_host, imap_port, imap_security, address),
            smtp=ServerSettings(smtp_host, smtp_port, smtp_security, address),
        )
        for imap_host, smtp_host in hosts
        for imap_port, imap_security, smtp_port, smtp_security in ways
    ]
