"""Cues of what bounds a piece of work: when it is due, what ends or is deleted, what a prohibition lets through."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
h.goal: must answer | must decide | must say | has to answer | has to decide | should answer | should decide
  | to be answered | strategy answers
dues: deadline | go-live | launch | delivery | handover | completion
time: by advent | before advent | by christmas | before christmas | by easter | before easter | by new year
  | before new year | by whitsun | before the summer holidays | before the holidays | by the summer | by summer
  | by autumn | by winter | by spring | by the end of term | before the term | due date | target date
except: unless | without | before | until | till | except | but | other than | only
deletes: delet* | erase* | destroy* | dispos* | shred* | purge* | at most | no longer than
  | not longer than | no more than
universals: every | each | all | any | no | nobody | nothing | none | everybody | everyone | everything | always | never
""",
    "de": """
h.goal: beantworten muss | beantworten soll | entscheiden muss | entscheiden soll | antworten muss | antworten soll
  | zu beantworten
dues: frist | termin | abgabetermin | liefertermin | fertigstellung | stichtag | inbetriebnahme | endtermin
time: bis advent | zum advent | bis zum advent | vor dem advent | bis weihnachten | vor weihnachten | zu weihnachten
  | bis ostern | vor ostern | bis pfingsten | bis neujahr | vor den sommerferien | bis zu den sommerferien
  | bis zu den ferien | bis zum sommer | bis zum herbst | bis zum winter | bis zum frühjahr | abgabetermin | stichtag
  | liefertermin | endtermin
except: ohne | bevor | bis | außer | sofern | solange | es sei denn | vor | nur
deletes: lösch* | gelöscht | vernicht* | entsorg* | höchstens | maximal | längstens | nicht länger als
universals: jeder | jede | jedes | jeden | alle | kein | keine | keiner | niemand | nichts | nie | immer
""",
    "fr": """
h.goal: stratégie doit répondre | stratégie doit décider | stratégie doit trancher | stratégie doit dire
dues: délai | échéance | livraison | lancement | limite
time: avant l'avent | pour l'avent | avant noël | pour noël | avant pâques | pour pâques | avant les vacances
  | avant l'été | pour l'été | avant l'automne | avant l'hiver | avant le printemps | date limite
except: sans | sauf | avant | jusqu'à | tant que | à moins | hors
deletes: supprim* | effac* | détrui* | au maximum | au plus | pas plus de
universals: chaque | tout | toute | tous | toutes | aucun | aucune | personne | rien | jamais | toujours
""",
    "es": """
h.goal: debe responder | debe decidir | debe decir
dues: plazo | límite | entrega | lanzamiento
time: antes de navidad | para navidad | antes de pascua | para pascua | antes de semana santa | antes del verano
  | antes del otoño | antes del invierno | antes de la primavera | antes de las vacaciones | fecha de entrega
except: sin | salvo | excepto | antes de | hasta | a menos | mientras
deletes: borr* | elimin* | destru* | suprim* | como máximo | no más de | a lo sumo
universals: cada | todo | toda | todos | todas | ningún | ninguno | ninguna | nadie | nada | nunca | siempre
""",
    "pt": """
h.goal: deve responder | deve decidir | deve dizer
dues: prazo | limite | entrega | lançamento
time: antes do natal | até ao natal | até o natal | antes da páscoa | até à páscoa | até a páscoa | antes do verão
  | até ao verão | antes do outono | antes do inverno | antes da primavera | antes das férias | data de entrega
except: sem | salvo | exceto | antes de | até | a menos | enquanto
deletes: apag* | elimin* | destru* | no máximo | não mais de
universals: cada | todo | toda | todos | todas | nenhum | nenhuma | ninguém | nada | nunca | sempre
""",
    "nl": """
h.goal: moet beantwoorden | moet beslissen | beantwoorden moet | moet antwoorden
dues: deadline | termijn | oplevering | opleverdatum | einddatum | lancering
time: voor advent | voor kerst | voor kerstmis | met kerst | tegen kerst | voor pasen | tegen pasen | voor de zomer
  | tegen de zomer | voor de herfst | voor de winter | voor het voorjaar | voor de vakantie | opleverdatum | einddatum
except: zonder | voordat | totdat | tot | tenzij | behalve | zolang
deletes: verwijder* | gewist | wissen | vernietig* | hoogstens | maximaal | ten hoogste | niet langer dan
universals: elke | elk | ieder | iedere | alle | alles | geen | niemand | niets | nooit | altijd
""",
    "sv": """
h.goal: ska besvara | ska svara på | ska avgöra | måste besvara | måste svara på
dues: deadline | slutdatum | leveransdatum | driftsättning | lansering
time: till advent | före advent | före jul | till jul | innan jul | före påsk | till påsk | innan påsk
  | före midsommar | till midsommar | före sommaren | till sommaren | före hösten | till hösten | före vintern
  | till våren | slutdatum | leveransdatum
except: utan | utom | innan | förrän | tills | om inte
deletes: radera* | gallra* | förstör* | tas bort | högst | som längst | inte längre än
universals: varje | alla | allt | ingen | inget | inga | aldrig | alltid
""",
    "fi": """
h.goal: on vastattava | tulee vastata | pitää vastata | on ratkaistava
dues: määräaika | takaraja | eräpäivä | käyttöönotto | valmistuminen
time: adventtiin mennessä | jouluun mennessä | ennen joulua | pääsiäiseen mennessä | ennen pääsiäistä
  | juhannukseen mennessä | ennen juhannusta | kesään mennessä | ennen kesää | syksyyn mennessä | ennen syksyä
  | talveen mennessä | kevääseen mennessä | takaraja | eräpäivä
except: ilman | ennen | ellei | paitsi | kunnes
deletes: poist* | hävit* | tuho* | enintään | korkeintaan
universals: jokainen | joka | kaikki | mikään | kukaan | ei | aina
""",
    "ja": """
h.goal: 答えるべき | 決めるべき | 答えること
dues: 期限 | 納期 | 締切 | 公開日 | 開始日
time: クリスマスまで | 年末まで | 夏休みまで | 締切
except: なしに | なしで | まで | 除き | 以外 | 限り
deletes: 削除 | 廃棄 | 消去 | 以内 | を超えて
universals: すべて | 全て | 必ず | 毎回
""",
}
