// The emoji people use at work, each with the words it is found by: English | French.
const LIST = `
😀 smile happy|sourire content
😃 smile joy|sourire joie
😄 laugh happy|rire content
😁 grin|grand sourire
😅 sweat relief|ouf gêne
😂 tears laugh|larmes rire
🙂 slight smile|léger sourire
🙃 upside down|à l'envers
😉 wink|clin d'œil
😊 blush smile|rougir sourire
😇 angel|ange
🥰 love hearts|amour cœurs
😍 love eyes|amour yeux
😘 kiss|bisou
😋 yum|miam délicieux
😎 cool sunglasses|cool lunettes
🤓 nerd|intello
🤩 star struck|étoiles
🥳 party|fête
🤔 thinking|réfléchir
🤨 doubt eyebrow|doute sourcil
😐 neutral|neutre
😑 expressionless|blasé
🙄 roll eyes|yeux au ciel
😏 smirk|sourire en coin
😌 relieved|soulagé
😴 sleep|dormir
🤒 ill thermometer|malade
🤯 mind blown|tête explose
😕 confused|perplexe
😟 worried|inquiet
🙁 sad|triste
😮 surprised|surpris
😳 flushed|gêné
🥺 pleading|suppliant
😢 cry sad|pleurer triste
😭 sob cry|sanglot pleurer
😤 huff|agacé
😠 angry|fâché
😡 furious|furieux
😱 scream|cri peur
🤗 hug|câlin
🤝 handshake deal|poignée de main accord
👍 thumbs up yes ok|pouce oui ok
👎 thumbs down no|pouce non
👌 ok perfect|ok parfait
✌️ victory peace|victoire paix
🤞 fingers crossed luck|doigts croisés chance
👋 wave hello bye|bonjour salut au revoir
👏 clap bravo|applaudir bravo
🙌 hooray|hourra
🙏 thanks please|merci s'il vous plaît
💪 strong|fort courage
👉 point right|à droite
👈 point left|à gauche
👆 point up|en haut
👇 point down|en bas
☝️ one up|un attention
✍️ write sign|écrire signer
👀 eyes look|yeux regarder
🧑‍💻 developer computer|développeur ordinateur
🤷 shrug|hausser épaules
🤦 facepalm|désespoir
❤️ heart love|cœur amour
🧡 orange heart|cœur orange
💛 yellow heart|cœur jaune
💚 green heart|cœur vert
💙 blue heart|cœur bleu
💜 purple heart|cœur violet
💔 broken heart|cœur brisé
💯 hundred|cent parfait
✨ sparkles|étincelles
⭐ star|étoile
🌟 glowing star|étoile brillante
🔥 fire|feu
🎉 party celebrate|fête célébrer
🎊 confetti|confettis
🎁 gift|cadeau
🏆 trophy win|trophée gagner
🥇 gold first|or premier
🎂 birthday cake|anniversaire gâteau
☕ coffee|café
🍕 pizza|pizza
🥐 croissant|croissant
🍾 champagne|champagne
☀️ sun|soleil
🌧️ rain|pluie
🌈 rainbow|arc-en-ciel
❄️ snow|neige
🌍 world earth|monde terre
🚀 rocket launch|fusée lancement
✈️ plane travel|avion voyage
🚗 car|voiture
🚚 delivery truck|livraison camion
🏠 house home|maison
🏢 office building|bureau immeuble
⏰ alarm time|réveil heure
⏳ wait hourglass|attente sablier
📅 calendar date|calendrier date
📞 phone call|téléphone appel
📱 mobile|portable
💻 computer|ordinateur
🖨️ printer|imprimante
📧 email|e-mail courriel
📨 incoming mail|courrier
📦 package|colis
📎 paperclip attachment|trombone pièce jointe
📄 document page|document page
📊 chart|graphique
📈 growth up|croissance hausse
📉 decline down|baisse
📌 pin|épingle
🔗 link|lien
🔍 search|recherche
🔒 lock|cadenas
🔑 key|clé
🔧 wrench fix|clé réparer
🐛 bug|bogue
⚙️ settings|réglages
💡 idea|idée
💰 money|argent
💳 card payment|carte paiement
🧾 receipt invoice|reçu facture
🛒 cart|panier
✅ done check|fait coché
☑️ checked box|case cochée
❌ no cross|non croix
⚠️ warning|attention
🚫 forbidden|interdit
❓ question|question
❗ important|important
➡️ arrow right|flèche droite
⬅️ arrow left|flèche gauche
⬆️ arrow up|flèche haut
⬇️ arrow down|flèche bas
🔁 repeat|répéter
🆕 new|nouveau
🆗 ok|ok
🔔 bell|cloche
💬 speech|bulle parole
💭 thought|pensée
🇫🇷 france flag|france drapeau
🇬🇧 uk flag|royaume-uni drapeau
🇪🇺 europe flag|europe drapeau
`;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const EMOJI = LIST.trim().split("\n").map((line) => {
  const space = line.indexOf(" ");
  const [english, french] = line.slice(space + 1).split("|");
  return { sign: line.slice(0, space), names: { en: english, fr: french }, words: fold(`${english} ${french}`) };
});

export function findEmoji(wanted) {
  const words = fold(wanted).split(/\s+/).filter(Boolean);
  return EMOJI.filter((emoji) => words.every((word) => emoji.words.includes(word)));
}
