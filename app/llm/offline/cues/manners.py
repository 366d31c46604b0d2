"""Cues of what people write around their demands: courtesy, asides, the course of a meeting; and of what goes on."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
goal: we'd like | we'd love | i'd like | i'd love | we would love
roleless: result | rule | step | consequence | start | reminder | example | alternative | whole | matter | bonus
  | minimum | compromise | test | fact
courtesy: thanks for | thanks again | thanks all | thanks everybody | thanks everyone | thanks to all | thanks a lot
  | thanks in advance | thank you | thank you all | thanked | many thanks | sorry it
  | sorry for | sorry that | sorry to | apologies | hope you | hope this finds | best wishes | best regards
  | kind regards | warm regards | yours sincerely | yours faithfully | see you | say hello | give my regards
  | looking forward | look forward | feel free | don't hesitate | do not hesitate | as promised | as discussed
  | here is what | here are my | here is my | nice to meet | lovely to | good to see | happy new year
  | congratulations
  | weather was | weather is | weather here | weather has | was excellent | was delicious | were excellent
  | were delicious | was wonderful | was a great success | great success | next meeting | meeting closed
  | meeting ended
  | opened the meeting | closed the meeting | minutes of the | any other business
aside: by the way | incidentally | on a side note | speaking of which | off topic | did you see | have you seen
  | how are you | how was
attends: present | attendees | in attendance | attending | apologies | absent
open: it is open | is open whether | i am not sure | we are not sure
means: to get there | to do so | to do this | to do that | to achieve this | to achieve that | to reach this
  | for that
  | for this | to that end | to this end | therefore | this means
afterwards: then | after that | afterwards | next | finally | subsequently | thereafter
h.obligation: user stories | user story | wish list | wishlist | what we want from | what we want it to
  | list of wishes
out: we don't want | we do not want | no need of
later: comes later | come later | not in the first version | in a later version | at some point
spends: buy | buys | hire | hires | purchase*
please: please
perhaps: maybe | perhaps | possibly
courtesy: please let me know | please find | please contact | please call | please write | please get in touch
parties: coordinator | coordinators | officer | officers | keeper | keepers | householder | householders | trustee
  | trustees | neighbour | neighbours
h.constraint: commercial | commercial terms | money and time | time and money | costs
""",
    "de": """
goal: wir hätten gern | wir hätten gerne | wir würden gern | wir würden gerne
h.obligation: user stories | nutzergeschichten | anwendergeschichten
roleless: erstes | nächstes | letztes | ergebnis | beispiel | folge | ausgleich | alternative | test | regel | schritt
  | minimum
courtesy: vielen dank | danke für | danke dir | danke ihnen | herzlichen dank | besten dank | ich hoffe sie
  | ich hoffe du
  | ich hoffe ihr | mit freundlichen grüßen | freundliche grüße | viele grüße | liebe grüße | beste grüße
  | herzliche grüße | wie besprochen | wie versprochen | wie vereinbart schildere | für rückfragen | bei rückfragen
  | stehe ich gern* | stehen wir gern* | freue mich auf | freuen uns auf | sehr geehrte | entschuldigen sie
  | entschuldige
  | das wetter war | das wetter ist | schöne grüße | grüßen sie | grüß bitte | alles gute | nächste sitzung
  | nächstes treffen | sitzung eröffnet | eröffnete die sitzung | sitzung endet* | protokoll der letzten
  | war ein voller
  | war sehr schön | war lecker
aside: übrigens | nebenbei | apropos | am rande bemerkt | haben sie gesehen | hast du gesehen | wie geht
attends: anwesend | anwesende | teilnehmer | teilnehmende | entschuldigt | abwesend
open: steht noch nicht fest
means: dazu | dafür | hierfür | hierzu | um dahin zu kommen | um das zu erreichen | um dies zu erreichen | deshalb
afterwards: dann | danach | anschließend | daraufhin | zuletzt | schließlich | im anschluss
h.obligation: wunschliste | wünsche | wunschzettel
weak: schön wäre | wünschenswert wäre | gut wäre
out: brauchen wir nicht | brauchen wir keine | benötigen wir nicht | wird nicht benötigt | wird nicht gebraucht
spends: anschaff* | kauf* | einstell*
please: bitte
perhaps: vielleicht | eventuell
courtesy: bitte melden | bitte rufen | bitte geben sie | bitte schreiben | bitte wenden
""",
    "fr": """
goal: nous aimerions | on aimerait | j'aimerais | nous voudrions | on voudrait | on souhaite
h.obligation: récits utilisateur* | récits d'utilisat* | histoires utilisateur*
roleless: tel | telle | résultat | exemple | alternative | règle
courtesy: merci pour | merci de votre | merci à | merci encore | merci beaucoup | je vous remercie
  | nous vous remercions
  | cordialement | bien à vous | salutations | j'espère que vous | comme convenu | comme promis | à bientôt | désolé
  | désolée | bonne journée | bonnes vacances | temps était | il a fait beau | il faisait beau | prochaine réunion
  | séance est levée | ouvre la séance | ouverture de la séance | dans l'attente
aside: au fait | à propos | soit dit en passant | d'ailleurs avez-vous | avez-vous vu | comment allez-vous
attends: présents | présent | présentes | excusés | excusé | absents
means: pour cela | pour ce faire | à cet effet | pour y arriver | pour y parvenir | c'est pourquoi
afterwards: ensuite | puis | après cela | enfin | par la suite
h.obligation: liste de souhaits | souhaits
weak: ce serait bien | il serait bien | serait agréable
spends: achet* | achat* | embauch* | recrut*
perhaps: peut-être
""",
    "es": """
goal: nos gustaría | quisiéramos | querríamos | nos encantaría
h.obligation: historias de usuario
roleless: dije | dijimos | sabes | saben | siempre | ejemplo | consecuencia | resultado | alternativa | mínimo | paso
  | ya | ves
courtesy: gracias por | muchas gracias | gracias a todos | gracias de nuevo | un saludo | saludos | atentamente
  | espero que | como hablamos | como prometí | como acordamos | perdón por | lo siento | hasta pronto | el tiempo era
  | hacía buen tiempo | hizo buen tiempo | próxima reunión | quedo a su disposición
aside: por cierto | a propósito | has visto | cómo estás
attends: asistentes | presentes | ausentes | excusados
means: para ello | para eso | para esto | para lograrlo | por eso
afterwards: luego | después | a continuación | por último | finalmente
h.obligation: lista de deseos | deseos
weak: estaría bien | sería bonito
spends: compr* | contrat*
perhaps: quizás | tal vez
""",
    "pt": """
goal: gostaríamos | gostávamos | desejamos
h.obligation: histórias de utilizador* | histórias do utilizador* | histórias de usuário* | histórias do usuário*
roleless: disse | sabe | sabes | sempre | exemplo | consequência | resultado | alternativa | mínimo | passo
courtesy: obrigado por | obrigada por | obrigado pela | obrigada pela | obrigado pelo | obrigada pelo | muito obrigado
  | muito obrigada | cumprimentos | atenciosamente | espero que | como combinado | como prometido | desculpe
  | até breve
  | o tempo estava | próxima reunião | fico ao dispor
aside: já agora | a propósito | por falar nisso | viste o | viu o
attends: presentes | ausentes | participantes
means: para isso | para tal | para lá chegar | por isso
afterwards: depois | em seguida | a seguir | por fim | finalmente
h.obligation: lista de desejos | desejos
weak: seria bom | seria simpático
spends: compr* | contrat*
perhaps: talvez
""",
    "nl": """
goal: we zouden graag | wij zouden graag | we willen graag
h.obligation: user stories | gebruikersverhalen
roleless: eerste | volgende | laatste | resultaat | voorbeeld | alternatief | gevolg | stap | regel
courtesy: bedankt voor | hartelijk dank | dank voor | dank je | dank u | met vriendelijke groet* | vriendelijke groet*
  | hartelijke groet* | groetjes | ik hoop dat je | ik hoop dat u | zoals besproken | zoals beloofd | sorry dat
  | tot ziens | tot gauw | het weer was | het was mooi weer | volgende vergadering
aside: trouwens | overigens | tussen haakjes | heb je gezien | hoe gaat
attends: aanwezig | aanwezigen | afwezig
means: daarvoor | hiervoor | daartoe | om dat te bereiken
afterwards: daarna | vervolgens | dan | tot slot | ten slotte
h.obligation: verlanglijst | wensenlijst
weak: het zou fijn zijn | zou fijn zijn
spends: kopen | aanschaf* | aannemen
perhaps: misschien
""",
    "sv": """
goal: vi skulle vilja | vi skulle gärna | vi önskar
h.obligation: user stories | användarberättelser
roleless: sagt | vanligt | första | nästa | sista | exempel | resultat | alternativ | följd | regel | steg
courtesy: tack för | tack till | stort tack | tack så mycket | vänliga hälsningar | med vänlig hälsning | hälsningar
  | hoppas att du | hoppas att ni | som vi pratade | som utlovat | ursäkta | vi ses | vädret var | vädret är
  | nästa möte
aside: förresten | på tal om | såg du | hur mår
attends: närvarande | frånvarande | deltagare
means: för det | för detta | därför | för att nå dit
afterwards: sedan | därefter | efteråt | till sist | slutligen
h.obligation: önskelista
weak: det vore trevligt | vore fint
spends: köpa | köper | anställ*
perhaps: kanske
""",
    "fi": """
goal: haluaisimme | toivoisimme | toivomme
h.obligation: user stories | käyttäjätarinat
roleless: vuonna | päivänä | viikkona | ensimmäisenä | seuraavana | viimeisenä | lisänä | huomenna | ensinnä
  | esimerkkinä | aikana
courtesy: kiitos | kiitokset | ystävällisin terveisin | terveisin | parhain terveisin | toivottavasti sinulla
  | kuten sovittiin | kuten lupasin | anteeksi | nähdään | sää oli | seuraava kokous
aside: muuten | sivumennen | näitkö | mitä kuuluu
attends: läsnä | paikalla | poissa
means: sitä varten | tätä varten | siksi
afterwards: sitten | sen jälkeen | lopuksi | tämän jälkeen
h.obligation: toivelista | toivomuslista
spends: osta* | palkat*
perhaps: ehkä
""",
    "ja": """
goal: てもらいたい | ていただきたい
h.obligation: ユーザーストーリー
roleless: 結果 | 例 | 一例 | 原則 | 次 | 全体 | 目的 | 方針
courtesy: ありがとうございま | お世話になって | よろしくお願い | お疲れ様 | お元気です | 天気が良 | 天気は良
  | 敬具 | 拝啓
aside: ところで | ちなみに | 余談
afterwards: その後 | 次に | 最後に
h.obligation: 要望リスト | 希望リスト
""",
}
