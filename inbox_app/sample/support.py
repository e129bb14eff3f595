"""Conversations of the support inbox."""

from inbox_app.sample.files import pdf, png
from inbox_app.sample.script import (
    DAY,
    HOUR,
    Assign,
    Bounce,
    Close,
    Delete,
    File,
    Mail,
    Note,
    Reply,
    Story,
)

CERTIFICATE = File(
    "certificat-tva.pdf",
    "application/pdf",
    pdf(
        (
            "Certificat d'assujettissement à la TVA",
            "Atelier Nord SARL",
            "FR 40 123456824",
        )
    ),
)
INVOICE = File(
    "F-2031.pdf",
    "application/pdf",
    pdf(
        (
            "Invoice F-2031",
            "Atelier Nord SARL",
            "Total EUR 1,188.00",
            "VAT FR 00 000000000",
        )
    ),
)
SCREENSHOT = File(
    "export-error.png",
    "image/png",
    png(480, 270, ((47, 91, 234), (234, 240, 255), (189, 44, 44), (244, 245, 247))),
)
LOGO = File(
    "logo.png",
    "image/png",
    png(160, 40, ((22, 121, 74), (83, 196, 140), (22, 121, 74))),
    content_id="logo@nord",
)

SUPPORT: tuple[Story, ...] = (
    Story(
        "Camille Laurent <camille@atelier-nord.example>",
        "support",
        "Invoice F-2031: wrong VAT number",
        (
            Mail(
                3 * DAY,
                "Hello,\n\nour VAT number changed on 1 November. Please use"
                " FR 40 123456824 from now on.\n\nCamille Laurent\nAtelier Nord",
            ),
            Reply(
                3 * DAY - 2 * HOUR,
                "Tom",
                "<p>Hello Camille,</p><p>thank you, I have passed the new number on to"
                " finance. Your next invoice will show it.</p>",
            ),
            Mail(
                38,
                "Bonjour Tom,\n\nThe VAT number on our last invoice is still the old"
                " one. Our accountant cannot book it, could you send a corrected copy"
                " before Friday? The certificate is attached.\n\nBien à vous,\nCamille"
                "\n\nOn Thursday, Tom Weber wrote:\n> Hello Camille,\n>\n> thank you, I"
                " have passed the new number on to\n> finance. Your next invoice will"
                " show it.\n",
                files=(CERTIFICATE, INVOICE),
            ),
            Assign(36, "Tom", "Maya"),
            Note(
                34,
                "Tom",
                "@Maya finance changed the number this morning, you can reissue now.",
                mentions=("Maya",),
            ),
        ),
    ),
    Story(
        "Omar Benali <omar.benali@hexa-logistics.example>",
        "support",
        "Migration window on 3 December",
        (
            Mail(
                26 * HOUR,
                "Hi,\n\ncan you confirm the time of the migration on 3 December? Our"
                " night team needs to know two weeks ahead.\n\nThanks\nOmar",
                cc="Night Ops <night-ops@hexa-logistics.example>,"
                " Ruth Adler <ruth.adler@hexa-logistics.example>",
            ),
            Reply(
                65,
                "Maya",
                "<p>Hi Omar,</p><p>confirmed for <strong>06:00 UTC</strong>, I send"
                " the steps beforehand:</p><ul><li><p>05:45 read-only"
                "</p></li><li><p>06:00 migration, about 20 minutes</p></li>"
                "<li><p>06:30 all clear by mail</p></li></ul>",
            ),
        ),
    ),
    Story(
        "Sofia Nilsson <sofia@fjordform.example>",
        "support",
        "Cannot export CSV",
        (
            Mail(
                3 * HOUR,
                "Since yesterday the export button does nothing in Firefox. A picture"
                " is attached.\n\n-- \nSofia Nilsson\nFjordform AB\n",
                html="<p>Since yesterday the <b>export</b> button does nothing in"
                " Firefox. A picture is attached.</p><p>-- <br>Sofia Nilsson<br>"
                "Fjordform AB<br><img src='cid:logo@nord' alt='Fjordform'></p>",
                files=(SCREENSHOT, LOGO),
            ),
            Assign(2.5 * HOUR, "Tom", "Tom"),
        ),
    ),
    Story(
        "Jonas Meyer <jonas.meyer@webmail.example>",
        "support",
        "Passwort vergessen / password reset",
        (
            Mail(
                30 * HOUR,
                "Hello, the link in the reset mail says it has expired. I clicked it"
                " two minutes after it came.",
            ),
            Reply(
                29 * HOUR,
                "Tom",
                "<p>Hello Jonas,</p><p>sorry for that: each new request makes the"
                " earlier links void. Please use only the newest one.</p>",
            ),
            Mail(28 * HOUR, "Great, that was it. Thank you! 👍"),
            Close(27 * HOUR, "Tom"),
        ),
    ),
    Story(
        "Grace Lindqvist <grace@northwind-clinic.example>",
        "support",
        "Feature request: keyboard shortcuts",
        (
            Mail(
                2 * DAY,
                "It would help our night team a lot if the most common actions had"
                " keyboard shortcuts. Are there any plans?\n\nGrace",
            ),
        ),
    ),
    Story(
        "Élodie Garnier <elodie.garnier@librairie-du-port.example>",
        "support",
        "Remboursement de la commande 8841",
        (
            Mail(
                5 * HOUR,
                "Bonjour,\n\nj’ai été débitée deux fois pour la commande 8841."
                " Pourriez-vous me rembourser l’un des deux paiements ?\n\n"
                "Cordialement,\nÉlodie Garnier",
            ),
            Assign(4.5 * HOUR, "Maya", "Inès"),
            Reply(
                4 * HOUR,
                "Inès",
                "<p>Bonjour Madame Garnier,</p><p>je vois bien les deux paiements. Le"
                " remboursement de 64,90 € part aujourd’hui ; comptez trois jours"
                " ouvrés.</p>",
            ),
            Mail(
                20,
                "Merci beaucoup pour votre réponse si rapide !\n\nÉlodie\n\n"
                "Le dim. 22 nov. 2026 à 11:02, Inès Moreau a écrit :\n> Bonjour Madame"
                " Garnier,\n> je vois bien les deux paiements.\n",
            ),
        ),
    ),
    Story(
        "Marc Lefèvre <m.lefevre@menuiserie-lefevre.example>",
        "support",
        "Impossible de me connecter depuis ce matin",
        (
            Mail(
                50,
                "Bonjour,\n\ndepuis ce matin la page de connexion reste blanche, sur"
                " deux ordinateurs différents. Nous avons une livraison à midi, c’est"
                " assez urgent.\n\nMarc Lefèvre\n06 55 50 12 34",
            ),
        ),
    ),
    Story(
        "Priya Raman <priya@quayside-studio.example>",
        "support",
        "Two agents answered me with different prices",
        (
            Mail(
                7 * HOUR,
                "Hello,\n\none of you quoted 12 per seat, the other 14. Which one is"
                " it?\n\nPriya",
            ),
            Note(6.5 * HOUR, "Tom", "14 was last year's list. It is 12 since July."),
        ),
    ),
    Story(
        "Hannah Okoye <hannah.okoye@brightpath.example>",
        "support",
        "API key rotated, integration down",
        (
            Mail(
                95,
                "Hi team,\n\nwe rotated our API key at 09:00 and since then every call"
                " answers 401. The new key was copied from the settings page.\n\n"
                "    curl -H 'Authorization: Bearer …' https://api.acme.example/v1/me\n"
                '    {"error": "unauthorized"}\n\nHannah',
            ),
            Assign(90, "Maya", "Maya"),
            Reply(
                80,
                "Maya",
                "<p>Hi Hannah,</p><p>a new key becomes valid after the old one is"
                " switched off under <code>Settings › API</code>. Could you check that"
                " box?</p>",
            ),
            Mail(12, "That was the box! Working again, thank you.\nHannah"),
        ),
    ),
    Story(
        "Lukas Brandt <lukas@brandt-fotografie.example>",
        "support",
        "Storage full",
        (
            Mail(
                4 * DAY,
                "Uploading stops with „storage full“, but the page says 61 % used.",
            ),
            Reply(
                4 * DAY - HOUR,
                "Tom",
                "<p>Hello Lukas,</p><p>the bin counts too. Empty it and the number"
                " should agree.</p>",
            ),
            Bounce(
                4 * DAY - HOUR - 5,
                "550 5.1.1 <lukas@brandt-fotografie.example> mailbox is full",
            ),
        ),
    ),
    Story(
        "Nadia Haddad <nadia.haddad@oliveandstone.example>",
        "support",
        "Change of delivery address",
        (
            Mail(
                9 * HOUR,
                "Dear support,\n\nplease deliver order 9120 to 14 Harbour Lane instead"
                " of our old shop.\n\nNadia Haddad",
            ),
            Reply(
                8 * HOUR,
                "Tom",
                "<p>Dear Nadia,</p><p>done, the parcel leaves tomorrow.</p>",
            ),
            Mail(
                7.9 * HOUR,
                "I am out of the office until 30 November. In urgent cases please"
                " write to shop@oliveandstone.example.",
                subject="Automatic reply: Change of delivery address",
                headers=(
                    ("Auto-Submitted", "auto-replied"),
                    ("X-Auto-Response-Suppress", "All"),
                ),
            ),
            Close(7 * HOUR, "Tom"),
        ),
    ),
    Story(
        "Ben Carter <ben@carterandsons.example>",
        "support",
        "Receipt for October",
        (
            Mail(6 * DAY, "Could I have the receipt for October as a PDF? Ben"),
            Reply(
                6 * DAY - 3 * HOUR,
                "Tom",
                "<p>Hi Ben,</p><p>you find it under Billing › Receipts.</p>",
            ),
            Close(6 * DAY - 3 * HOUR, "Tom"),
        ),
    ),
    Story(
        "Yuki Tanaka <yuki.tanaka@sakura-trading.example>",
        "support",
        "日本語の請求書について (invoice in Japanese)",
        (
            Mail(
                11 * HOUR,
                "こんにちは。\n\n請求書を日本語で発行していただけますか。\n"
                "(Is it possible to get our invoices in Japanese?)\n\n田中 雪",
            ),
        ),
    ),
    Story(
        "Chloé Petit <chloe.petit@ecole-riviere.example>",
        "support",
        "Ajouter une collègue à notre compte",
        (
            Mail(
                DAY,
                "Bonjour,\n\ncomment ajouter une collègue à notre compte ? Je ne trouve"
                " pas le bouton.\n\nMerci d’avance,\nChloé Petit",
            ),
            Reply(
                23 * HOUR,
                "Inès",
                "<p>Bonjour Chloé,</p><p>dans <em>Réglages › Équipe</em>, le bouton"
                " « Inviter » est en haut à droite.</p>",
            ),
            Close(23 * HOUR, "Inès"),
        ),
    ),
    Story(
        "Growth Weekly <news@growth-weekly.example>",
        "support",
        "7 hacks to triple your open rate 🚀",
        (
            Mail(
                8 * HOUR,
                "This week: seven hacks.\n\nUnsubscribe:"
                " https://growth-weekly.example/unsubscribe?u=1",
                html="<h1>Seven hacks</h1><p>Read on the web.</p>"
                "<img src='https://growth-weekly.example/pixel.gif' width=1 height=1>"
                "<p><a href='https://growth-weekly.example/unsubscribe?u=1'>Unsubscribe"
                "</a></p>",
                headers=(
                    ("List-Id", "<weekly.growth-weekly.example>"),
                    ("List-Unsubscribe", "<https://growth-weekly.example/unsubscribe>"),
                    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
                    ("Precedence", "bulk"),
                ),
            ),
        ),
    ),
    Story(
        "SEO Expert <rank1@best-seo-offers.example>",
        "support",
        "Your website has 14 critical errors",
        (
            Mail(
                2 * DAY,
                "Dear owner, we found 14 errors on your website. To stop receiving"
                " offers click here to unsubscribe: https://best-seo-offers.example/u",
                headers=(
                    ("List-Unsubscribe", "<https://best-seo-offers.example/u>"),
                    ("Precedence", "bulk"),
                ),
            ),
        ),
    ),
    Story(
        "Test Test <qa@acme-partner.example>",
        "support",
        "test, please ignore",
        (Mail(5 * DAY, "test"), Delete(5 * DAY - HOUR, "Tom")),
    ),
    Story(
        "Ingrid Solberg <ingrid.solberg@fjellhytta.example>",
        "support",
        "Double booking on 5 December",
        (
            Mail(
                10 * HOUR,
                "Hello,\n\ntwo guests hold a confirmation for the same cabin on 5"
                " December. How can that happen, and whom do I tell?\n\nIngrid",
            ),
            Assign(9.5 * HOUR, "Maya", "Tom"),
            Note(
                9 * HOUR,
                "Tom",
                "Both were made within one second. @Maya is this the race we fixed in"
                " spring?",
                mentions=("Maya",),
            ),
        ),
    ),
)
