"""Conversations of the sales inbox."""

from inbox_app.sample.files import pdf
from inbox_app.sample.script import (
    DAY,
    HOUR,
    Assign,
    Close,
    File,
    Mail,
    Note,
    Reply,
    Story,
)

TENDER = File(
    "tender-2027-14.pdf",
    "application/pdf",
    pdf(
        ("Tender 2027/14", "Customer service software", "Closing date 15 January 2027")
    ),
)

SALES: tuple[Story, ...] = (
    Story(
        "Vera Kowalczyk <vera@polmar-shipping.example>",
        "sales",
        "Does the Pro plan include single sign-on?",
        (
            Mail(
                9,
                "Hi,\n\nwe are 40 people and need single sign-on with our own identity"
                " provider. Is that part of Pro?\n\nVera Kowalczyk",
            ),
        ),
    ),
    Story(
        "Antoine Dubois <a.dubois@groupe-meridien.example>",
        "sales",
        "Devis pour 25 postes",
        (
            Mail(
                DAY,
                "Bonjour,\n\npourriez-vous nous établir un devis pour 25 postes,"
                " engagement de deux ans ?\n\nBien cordialement,\nAntoine Dubois",
            ),
            Reply(
                22 * HOUR,
                "Inès",
                "<p>Bonjour Monsieur Dubois,</p><p>avec plaisir. Souhaitez-vous"
                " l’hébergement chez vous ou chez nous ?</p>",
            ),
            Mail(
                2 * HOUR,
                "Chez nous, sur un serveur à Lyon.\n\nAntoine Dubois\n\n"
                "Le 21 nov. 2026 à 13:40, Inès Moreau a écrit :\n\n"
                "> Souhaitez-vous l’hébergement chez vous ou chez nous ?\n",
            ),
        ),
    ),
    Story(
        "Procurement <tenders@city-of-lakeview.example>",
        "sales",
        "Tender 2027/14: customer service software",
        (
            Mail(
                6 * HOUR,
                "Dear Sir or Madam,\n\nyou are invited to take part in tender 2027/14."
                " The documents are attached. Questions are answered until 10"
                " December.\n\nCity of Lakeview, Procurement",
                html="<table border=0 width=600><tr><td><h2>City of Lakeview</h2>"
                "<p>Dear"
                " Sir or Madam,</p><p>you are invited to take part in <b>tender"
                " 2027/14</b>. The documents are attached.</p><table border=1"
                " cellpadding=4><tr><th>Step</th><th>Date</th></tr><tr><td>Questions"
                "</td><td>10 December</td></tr><tr><td>Closing</td><td>15 January</td>"
                "</tr></table><p>Procurement</p></td></tr></table>",
                files=(TENDER,),
            ),
            Assign(5.5 * HOUR, "Maya", "Sam"),
            Note(
                5 * HOUR,
                "Sam",
                "@Maya I take this one, can you look at the security part?",
                mentions=("Maya",),
            ),
        ),
    ),
    Story(
        "Daniel Fischer <daniel.fischer@alpenbaeckerei.example>",
        "sales",
        "Trial period",
        (
            Mail(3 * DAY, "Can our trial be two weeks longer? December is busy here."),
            Reply(
                3 * DAY - HOUR,
                "Sam",
                "<p>Of course, Daniel: until 20 December.</p>",
            ),
            Mail(3 * DAY - 2 * HOUR, "Perfect, thanks."),
            Close(3 * DAY - 3 * HOUR, "Sam"),
        ),
    ),
    Story(
        "Leila Mansour <leila@darna-hotels.example>",
        "sales",
        "Demo next week?",
        (
            Mail(
                14 * HOUR,
                "Hello,\n\ncould somebody show us the product next week? Tuesday or"
                " Wednesday afternoon would be best.\n\nLeila",
                cc="Karim Mansour <karim@darna-hotels.example>",
            ),
            Reply(
                13 * HOUR,
                "Sam",
                "<p>Hello Leila,</p><p>Tuesday at 15:00? An invitation follows.</p>",
            ),
        ),
    ),
    Story(
        "Oskar Lind <oskar@lind-consulting.example>",
        "sales",
        "Partner programme",
        (
            Mail(
                4 * DAY,
                "We advise some thirty small companies on their customer service. Is"
                " there a partner programme?\n\nOskar Lind",
            ),
        ),
    ),
    Story(
        "Julie Bernard <julie.bernard@fleurs-bernard.example>",
        "sales",
        "Passer à l’offre annuelle",
        (
            Mail(
                31 * HOUR,
                "Bonjour, je voudrais passer de l’offre mensuelle à l’offre annuelle."
                " Comment faire ?\n\nJulie Bernard",
            ),
            Assign(30 * HOUR, "Maya", "Inès"),
        ),
    ),
    Story(
        "Rachel Stein <rachel.stein@openledger.example>",
        "sales",
        "Discount for non-profits",
        (
            Mail(5 * DAY, "Do you have a discount for non-profit organisations?"),
            Reply(
                5 * DAY - 2 * HOUR,
                "Sam",
                "<p>Yes, 30 %. Please send us your registration.</p>",
            ),
            Close(5 * DAY - 2 * HOUR, "Sam"),
        ),
    ),
)
