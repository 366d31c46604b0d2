"""Cues that are few in every language: order, money at hand, letters, data about people, what brings things about."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
verbs: go | goes | come | comes | become | becomes | last | lasts | take | takes | run | runs | send | sends | get
  | gets | break | breaks | decide | decides | stay | stays | belong | belongs | remain | remains | include | includes
  | give | gives | receive | receives | replace | replaces | work | works | fail | fails | leave | leaves | arrive
  | arrives | need | needs | want | wants | appear | appears | contain | contains | keep | keeps | pay | pays | begin
  | begins | start | starts | end | ends | use | uses | fall | falls | answer | answers | tell | tells | count | counts
  | happen | happens | hang | hangs | follow | follows
analogue: whiteboard | on paper | paper diary | paper book | notebook | card index | ring binder | paper list*
  | by letter
parties: foreman | foremen | housekeeper | housekeepers | storekeeper | storekeepers | pharmacist | pharmacists
  | cleaner | cleaners | porter | porters | carer | carers | therapist | therapists
unable: could not | couldn't | was unable | were unable
prohibition: nobody but | no one but | nobody except | no one except
goal: what we need is | what is needed is | all we need is
weak: would also be nice | would also like | would also be good
now: last winter | last summer | last spring | last autumn | last week
out: is not wanted | are not wanted
settings: rule | rules | fee | fees | price | prices | tariff* | template* | kinds | types | categories | rates
sets_up: set up | sets up | define | defines | configure* | maintain | maintains | change | changes | manage | manages
signing: sign-in | sign in | signs in | log in | logs in | login | account | accounts | e-id
rights: only the | may only | can only | permission* | role | roles | access rights | nobody else | may see
views: see | sees | show | shows | search* | find | finds | statistics | report | reports | check | checks
imports: import | imports | imported | migrate* | taken over | take over
given: stays in | stay in | stays as | remain in | remains in | leaves the country | leave the country | ready before
  | look after all | looks after all
purse: budget | grant | subsidy | funding
lacks: needs a | needs an | need a | need an | needs new | need new | needs more | need more | wants more | want more
settled: is decided on | are decided on | is adopted on | will be decided on | will be adopted on
disconnected: connection* fails | internet connection | offline | without a connection | no connection
  | loses connection | lost connection | poor connection | without network | network outage | no network
  | no signal
colourless: own | first | second | third | last | next | name | number | list | part of | new | good | late
  | change | changes | answer | answers | kind | kinds | page | place | way | use | need | needs | call | calls
  | year | day | week | month | time | people | work | old | small | big | made | make | take | get | give | see
units: day | days | hour | hours | minute | minutes | second | seconds | week | weeks | month | months | year
  | years | euro | euros | pounds | dollars | percent | times | km | kg | m
relief: nobody has to | no one has to | does not have to | do not have to | doesn't have to | don't have to
attributes: open | later | wanted | present | included | excluded | legal | technical | proposed | external | must
first: first release | first version | first phase | first step | from the start | from the beginning | phase one
  | phase 1 | to begin with | at first | mvp
later: second phase | later phase | second step | second release | later release | next phase | later on | later stage
  | phase two | phase 2 | phase 3 | third phase | future version | some day | in the future | second stage
  | at a later
funds: can spend | may spend | grant | is fixed | fixed until | we have | available
  | may cost | not more | no more | at most | approved
  | maximum | may not exceed
occasions: if | when | whenever | once | as soon as | in case
meta: version | author | status | date | contact | draft | from | to | cc | subject | hi | hello | dear
addressed: ignore all | ignore previous | ignore the previous | disregard all | system prompt | you are now
  | as an ai | language model | previous instructions
personal: telephone number* | phone number* | mobile number | e-mail address | email address | names | name and
  | date of birth | addresses | photograph of | home address | health
out: we will not | we do not want | we don't want | not part of it
now: hangs | hang on | so far
h.out: not part of it | not part | will not | what we will not do | what it is not
h.open: not decided | not yet decided | still open | to decide | to be decided | undecided
h.obligation: steps | process | workflow | procedure
creates: book | books | booked | reserve | reserves | reserved | order | orders | ordered | register | registers
  | registered | enter | enters | entered | record | records | recorded | create | creates | created | add
  | adds | added
  | submit | submits | submitted | apply | applies | upload | uploads | uploaded | take in | takes in | draw up
  | draws up
  | plan | plans | planned | publish | publishes | published | write | writes | written | report | reports | issue
  | issues | issued | make | makes | made | request | requests | scan | scans | open | opens | sign | sold
  | sell | buy
  | measure | measures | sets up | set up | define | defines | estimate | estimates | estimated | calculate | calculates
  | calculated | assign | assigns | assigned | becomes | become
""",
    "de": """
analogue: zettel* | papier* | ordner | tafel | notizbuch | kartei*
unable: konnte nicht | konnten nicht
limits: vor dem | vor der
settings: regel* | gebühr* | preis* | tarif* | vorlage* | arten | kategorie*
sets_up: festlegen | einrichten | ändern | pflegen | verwalten | einstellen
signing: anmeldung | anmelden | melden sich an | einloggen | konto | konten
rights: nur die | nur der | dürfen nur | darf nur | berechtigung* | rolle* | zugriffsrecht*
views: sehen | sieht | zeigen | zeigt | suchen | finden | findet | auswertung* | bericht* | prüfen
imports: importieren | importiert | import | übernehmen | übernommen | übernahme
given: bleiben im | bleibt im | bleiben in | bleibt in | verlassen das land | verlässt das land | betreuen alle
  | bleibt wie
purse: budget | zuschuss | haushalt | etat | förderung | mittel
goal: verlangt eine | fordert eine | verlangt ein | beauftragt
prohibition: niemand wird
lacks: wollen mehr | will mehr | möchten mehr | wünschen sich mehr
settled: beschlossen | verabschiedet | entscheidet
disconnected: ohne netz | offline | ohne verbindung | keine verbindung | ohne internet | funkloch | netzausfall
colourless: eigen | eigene | eigenen | name | namen | zahl | nummer | neu | neue | neues | neuen | gut | jahr
  | tag | woche | monat | zeit | menschen | arbeit | herbst
units: tag | tage | tagen | stunde | stunden | minute | minuten | sekunde | sekunden | woche | wochen | monat
  | monate | monaten | jahr | jahre | jahren | euro | prozent | mal | uhr | km | kg
relief: niemand muss | muss niemand
attributes: offen | offene | offener | technische | rechtliche | geplante | externe
first: ersten stufe | erste stufe | erste version | ersten version | zunächst | von anfang an | erste phase
  | ersten phase | erster schritt | zuerst | zum start
later: zweite stufe | zweiten stufe | zweite phase | zweiten phase | spätere version | späteren version
  | spätere phase
  | in einem zweiten schritt | später einmal | nächste ausbaustufe | ausbaustufe
funds: stehen bereit | steht bereit | zur verfügung | bereit | wir haben | höchstens | maximal | darf kosten
  | bewilligt
occasions: wenn | falls | sobald | ist | wird
meta: version | autor | stand | datum | kontakt | entwurf | von | an | betreff
addressed: ignoriere | vergiss alle | systemprompt | sprachmodell | vorherigen anweisungen
personal: telefonnummer* | e-mail-adresse* | namen | anschrift* | geburtsdatum | adressen | gesundheitsdaten
  | standortdaten | personendaten
now: werden zugerufen | liegen in
decided: zugestimmt
out: gehört nicht dazu | wollen wir nicht
h.out: nicht teil | nicht bestandteil | was nicht dazu gehört | gehört nicht dazu
h.open: noch offen | nicht entschieden | zu klären | noch zu klären
h.obligation: ablauf | schritte | prozess
creates: bestellen | bestellt | buchen | bucht | gebucht | reservieren | reserviert | anlegen | angelegt | erfassen
  | erfasst | melden | meldet | gemeldet | eintragen | eingetragen | erstellen | erstellt | planen | plant | geplant
  | beantragen | beantragt | hochladen | anmelden | schreiben | schreibt | vermerken | hinterlegt | hinterlegen
  | veröffentlichen | veröffentlicht | verkaufen | verkauft | tauschen | getauscht | aufnehmen
""",
    "fr": """
analogue: papier* | cahier | classeur | carnet | tableau blanc
unable: ne pouvait | ne pouvaient | n'a pas pu | n'ont pas pu
settings: règle* | tarif* | prix | modèle* | catégorie* | barème*
sets_up: définir | modifier | gérer | configurer | paramétrer | changer | définit | modifie | gère
signing: connexion | se connecte | se connectent | compte | comptes | identification
rights: seul | seuls | seule | seules | droits d'accès | habilitation* | rôle | rôles
views: voir | voit | voient | consulter | consulte | afficher | affiche | rechercher | statistiques | rapport
imports: importer | importés | importées | import | reprise | repris | reprises
given: reste en | restent en | reste dans | restent dans | quitte le pays | quittent le pays | prêt avant
  | prête avant | s'occupent de | s'occupe de
purse: budget | subvention | dotation | enveloppe
goal: demande une | demande un | réclame une
lacks: veulent davantage | veut davantage | souhaitent davantage | demandent davantage | en veulent plus
settled: est décidé | est décidée | sera décidé | sera décidée | est adopté | est adoptée | sera adopté | sera adoptée
disconnected: panne du réseau | panne de réseau | hors ligne | sans réseau | sans connexion | coupure
colourless: personne | premier | première | dernier | nombre | nom | nouveau | nouvelle | bon | an | jour
  | semaine | mois | temps | travail
units: jour | jours | heure | heures | minute | minutes | seconde | secondes | semaine | semaines | mois | an
  | ans | euro | euros | fois
relief: personne ne doit
attributes:
first: premier temps | première phase | première étape | première version | d'abord | dès le départ | dans un premier
later: deuxième temps | second temps | deuxième phase | seconde phase | deuxième étape | plus tard | version suivante
  | ultérieurement | par la suite
funds: nous avons | disponible | au maximum | ne doit pas dépasser | pas plus | maximum
occasions: si | quand | lorsque | lorsqu' | dès que | après | en cas
meta: version | auteur | statut | date | contact | de | à | objet
addressed: ignorez | ignore toutes | instructions précédentes | modèle de langue
personal: numéro de téléphone | adresse électronique | adresses | date de naissance | noms | courriel
out: nous ne voulons pas | n'est pas concerné
h.out: hors sujet | non compris | ce qui n'en fait pas partie
h.open: à trancher | non décidé | reste à décider
h.obligation: étapes | déroulement
creates: réserver | réserve | réservent | acheter | achète | achètent | commander | créer | crée | saisir | saisit
  | enregistrer | enregistre | signaler | signale | déposer | dépose | ajouter | ajoute | demander | demande | publier
  | publie | vendre | vend | vendent | planifier | planifie | établir | établit | organise | organiser
""",
    "es": """
analogue: papel* | cuaderno | libreta | pizarra
unable: no podía | no podían | no pudo | no pudieron
limits: antes del
settings: regla* | tarifa* | precio* | plantilla* | categoría*
sets_up: definir | configurar | cambiar | gestionar | modificar
signing: iniciar sesión | inicia sesión | cuenta | cuentas
rights: solo el | solo la | solo los | permisos | rol | roles
views: ver | ve | consultar | consulta | mostrar | muestra | buscar | informe | informes
imports: importar | importan | importación
given: permanecen en | permanece en | se quedan en | salen del país | sale del país | listo antes | lista antes
purse: presupuesto | subvención
goal: pide una | solicita una | encarga una
lacks: quieren más | quiere más | piden más
settled: se decide | se decidirá | se aprueba | se aprobará
disconnected: sin conexión | sin internet | sin red | fuera de línea | sin cobertura
colourless: nuevo | nueva | año | día | semana | mes | tiempo
units: día | días | hora | horas | minuto | minutos | segundo | segundos | semana | semanas | mes | meses | año
  | años | euros | veces
first: primera fase | primera versión | primera etapa | en primer lugar | desde el principio | al principio
later: segunda fase | segunda etapa | más adelante | más tarde | siguiente versión | en el futuro
funds: tenemos | disponible | como máximo | no más de | disponemos
occasions: si | cuando | en caso | una vez
meta: versión | autor | estado | fecha | contacto | para | asunto
personal: número de teléfono | correo electrónico | fecha de nacimiento | nombres | dirección
creates: reservar | reserva | reservan | comprar | pedir | pide | crear | crea | registrar | registra | anotar
  | presentar | presenta | añadir | solicitar | publicar | publica | vender | planificar | apuntar | entregar
  | entrega
""",
    "pt": """
analogue: papel* | caderno | quadro branco
unable: não podia | não podiam | não pôde
limits: antes do | antes da
settings: regra* | tarifa* | preço* | modelo* | categoria*
sets_up: definir | configurar | alterar | gerir | mudar
signing: iniciar sessão | conta | contas | autenticação
rights: só o | só a | apenas o | apenas a | permissões | papel | papéis
views: ver | vê | consultar | mostrar | mostra | procurar | relatório | relatórios
imports: importar | importação | importados
given: permanecem em | permanece em | ficam no | saem do país | sai do país | pronto antes | pronta antes
purse: orçamento | subsídio
goal: pede uma | solicita uma | encomenda uma
lacks: querem mais | quer mais | pedem mais
settled: é decidida | será decidida | é aprovada | será aprovada | decide-se
disconnected: sem ligação | sem internet | sem rede | offline | sem conexão
colourless: novo | nova | ano | dia | semana | mês | tempo
units: dia | dias | hora | horas | minuto | minutos | segundo | segundos | semana | semanas | mês | meses | ano
  | anos | euros | vezes
first: primeira fase | primeira versão | primeira etapa | desde o início | em primeiro lugar
later: segunda fase | segunda etapa | mais tarde | versão seguinte | no futuro | mais adiante
funds: temos | disponível | no máximo | não mais de | dispomos
occasions: se | quando | caso | assim que
meta: versão | autor | estado | data | contacto | para | assunto
personal: número de telefone | endereço de e-mail | data de nascimento | nomes | morada
creates: reservar | reserva | reservam | comprar | pedir | criar | registar | registra | regista | inscrever
  | submeter | adicionar | solicitar | publicar | vender | planear | marcar | marca
""",
    "nl": """
analogue: papier* | schrift | whiteboard | kaartenbak
unable: kon niet | konden niet
limits: voor
settings: regel* | tarie* | prijs | prijzen | sjabloon | categorie*
sets_up: instellen | beheren | wijzigen | aanpassen | inrichten
signing: inloggen | aanmelden | account | accounts
rights: alleen de | mag alleen | rechten | rol | rollen
views: zien | ziet | tonen | toont | zoeken | vinden | overzicht | rapport
imports: importeren | import | overnemen | overgenomen
given: blijven in | blijft in | verlaten het land | verlaat het land | klaar voor
purse: budget | subsidie | begroting
goal: vraagt om een | vraagt een
prohibition: niemand wordt
lacks: willen meer | wil meer | vragen meer
settled: besloten | vastgesteld
disconnected: zonder verbinding | geen verbinding | offline | zonder internet | zonder netwerk
colourless: nieuw | nieuwe | jaar | dag | week | maand | tijd
units: dag | dagen | uur | uren | minuut | minuten | seconde | seconden | week | weken | maand | maanden | jaar
  | euro | keer
attributes: open | technische | externe
first: eerste fase | eerste versie | eerste stap | vanaf het begin | om te beginnen
later: tweede fase | latere versie | tweede stap | volgende fase | in de toekomst | later
funds: we hebben | beschikbaar | hooguit | maximaal | niet meer dan
occasions: als | wanneer | indien | zodra
meta: versie | auteur | status | datum | contact | van | aan | onderwerp
personal: telefoonnummer* | e-mailadres* | namen | geboortedatum | adressen
creates: boeken | boekt | reserveren | reserveert | bestellen | invoeren | invoert | melden | meldt | aanmaken
  | registreren | registreert | aanvragen | vraagt aan | toevoegen | plannen | plant | publiceren | verkopen | tellen
""",
    "sv": """
analogue: papper* | pärm* | anteckningsbok | whiteboard*
unable: kunde inte
limits: före | innan
settings: regler | regel | taxa | taxor | pris | priser | mall | mallar | kategori*
sets_up: ställa in | ändra | hantera | sköta | lägga upp
signing: inloggning | logga in | loggar in | konto | konton | bankid
rights: endast | bara | behörighet* | roll | roller
views: se | ser | visa | visar | söka | hitta | statistik | rapport
imports: importera | import | överföra
given: stannar i | lämnar landet | klart före | färdigt före | sköter all
purse: budget | budgeten | anslag | anslaget | bidraget
goal: begär en | vill ha en strategi | beställer en
prohibition: ingen sägs upp | ingen ska
lacks: vill ha fler | vill ha mer | önskar fler
settled: beslutas | antas | fattas
disconnected: utan nät | utan förbindelse | offline | utan uppkoppling | utan internet
colourless: ny | nya | nytt | år | dag | vecka | månad | tid
units: dag | dagar | timme | timmar | minut | minuter | sekund | sekunder | vecka | veckor | månad | månader
  | år | kronor | euro | gånger
attributes: öppna | tekniska | externa
first: första fasen | första steget | första versionen | från början | till att börja med
later: andra fasen | andra steget | senare version | nästa fas | senare | i framtiden
funds: vi har | tillgängligt | högst | max | inte mer än
occasions: om | när | så snart
meta: version | författare | status | datum | kontakt | från | till | ämne
personal: telefonnummer | e-postadress* | namn och | födelsedatum | adresser
creates: boka | bokar | bokas | beställa | beställer | anmäla | anmäler | skapa | skapar | registrera | registrerar
  | lägga till | ansöka | ansöker | planera | planerar | publicera | sälja | skriver | skriva
""",
    "fi": """
analogue: paperi* | vihko* | mappi* | ilmoitustaulu*
unable: ei voinut | eivät voineet
limits: mennessä | ennen
settings: sääntö* | säännöt | hinta | hinnat | taksa* | malli*
sets_up: määrittää | muuttaa | hallita | asettaa
signing: kirjautuminen | kirjautua | tili | tunnus
rights: vain | oikeudet | rooli
views: nähdä | näkee | näyttää | hakea | raportti | tilasto*
imports: tuoda | tuodaan | tuonti
given: pysyvät | pysyy | poistu maasta | valmis ennen
purse: budjetti | avustus | määräraha
goal: pyytää strategiaa | tilaa strategian
lacks: haluavat lisää | haluaa lisää | haluavat enemmän
settled: päätetään | hyväksytään
disconnected: ilman yhteyttä | ei yhteyttä | offline | ilman verkkoa
colourless: uusi | uuden | vuosi | päivä | viikko | kuukausi | aika
units: päivä | päivää | päivän | tunti | tuntia | tunnin | minuutti | minuuttia | sekunti | sekuntia | viikko
  | viikkoa | kuukausi | kuukautta | vuosi | vuotta | vuoden | euroa | kertaa
first: ensimmäisessä vaiheessa | ensimmäinen vaihe | alusta alkaen | aluksi
later: toisessa vaiheessa | toinen vaihe | seuraavassa vaiheessa | myöhemmin | tulevaisuudessa
funds: meillä on | käytettävissä | enintään
occasions: jos | kun | heti kun
meta: versio | tekijä | tila | päivämäärä | aihe
personal: puhelinnumero* | sähköpostiosoi* | nimet | syntymäaika | osoitteet
creates: varata | varaa | varaavat | tilata | tilaa | kirjata | kirjaa | luoda | luo | ilmoittaa | ilmoittaa
  | rekisteröidä | hakea | lisätä | lisää | suunnitella | julkaista | julkaisee
""",
    "ja": """
given: 国外に | 国内に保管
settled: 決定する | 決定される | 議決する
disconnected: オフライン | 通信が | つながらない
first: 第一段階 | 第1段階 | 初期リリース | まず最初
later: 第二段階 | 第2段階 | 次期 | 将来的に | 将来は
funds: 上限
personal: 氏名 | 電話番号 | 住所 | メールアドレス | 生年月日
creates: 予約 | 登録 | 申請 | 作成 | 入力 | 注文
""",
}
