"""German cues."""

TEXT = """
function: der | die | das | den | dem | des | ein | eine | einen | einem | einer | eines | und | oder | aber | in
  | im | an | am | auf | aus | bei | mit | nach | von | vom | zu | zum | zur | für | über | unter | durch | um
  | ohne | gegen | ist | sind | war | waren | wird | werden | wurde | wurden | hat | haben | hatte | sein | seine
  | seiner | ihre | ihr | ihren | ihrer | es | er | sie | wir | uns | unser | unsere | ich | man | nicht | kein
  | keine | auch | nur | noch | schon | als | wie | wenn | dass | ob | weil | damit | sich | kann | können | muss
  | müssen | soll | sollen | darf | dürfen | will | wollen | möchte | möchten | dieser | diese | dieses | jeder
  | jede | jedes | alle | bis | pro | je | vor | seit | so | dann | dort | hier | was | wer | wo | welche | welcher
  | welches | sowie | bzw | sehr | mehr
relative: letztes jahr | im letzten jahr | dieses jahr | nächstes jahr | heute | gestern | seit
pronouns: er | sie | es | dies | diese | dieser | dieses | dabei | dazu
plurals: n | en | e | er | innen | in | nen | s
articles: der | die | das | den | dem | des | ein | eine | einen | einem | einer | jeder | jede | jedes | alle
  | unser | unsere | ihre | kein | keine
asking: wer | was | wo | wie | welche | welcher | welches | ob | wenn | dass | weil | damit | aber | es | er | sie
auxiliaries: ist | sind | war | waren | wird | werden | wurde | wurden | hat | haben | hatte | kann | können
  | muss | müssen | soll | sollen | darf | dürfen | will | wollen | möchte | möchten
inner: der | des | den | dem | von | vom | für | im | am | an | auf | aus | mit | zum | zur | pro
joins: und | oder | sowie
system: system | anwendung | app | software | plattform | dienst | portal | webseite | website | lösung | programm
  | seite
strong: muss | müssen | musste | mussten | hat zu | haben zu | ist zu | sind zu | zwingend | verpflichtend
  | erforderlich | notwendig | nötig | unbedingt | darf nur | dürfen nur | braucht | brauchen | benötigt | benötigen
  | ist pflicht | vorgeschrieben
medium: soll | sollen | sollte | sollten | ist vorgesehen | empfohlen
weak: könnte | könnten | möglichst | wünschenswert | optional | nach möglichkeit | gerne | wäre schön | wenn möglich
ability: kann | können | möchte | möchten | will | wollen
future: wird | werden
prohibition: darf nicht | dürfen nicht | darf kein | darf keine | dürfen keine | niemals | nie | verboten
  | untersagt | nicht erlaubt | unzulässig | darf niemand | niemand darf | keinesfalls | auf keinen fall
  | soll nicht | sollen nicht | muss nicht
now: heute | derzeit | aktuell | momentan | zurzeit | zur zeit | bisher | bislang | gegenwärtig | bestehende
  | bestehend* | im moment | letztes jahr | früher
problem: problem | probleme | fehleranfällig | fehler | beschwer* | zu langsam | zu lange | zu spät | geht verloren
  | gehen verloren | doppelt | von hand | manuell | niemand weiß | unübersichtlich | mühsam | überlast* | verzöger*
  | chaos
goal: ziel | ziele | wir wollen | wir möchten | soll erreicht | zweck | vision | anliegen | wünschen uns | anstreben
scope: umfang | enthalten | gehört dazu | erste version
out: nicht bestandteil | nicht enthalten | ausgeschlossen | nicht im umfang | gehört nicht | nicht vorgesehen
  | nicht nötig | brauchen wir nicht | nicht geplant
stop: nicht mehr | wird eingestellt | werden eingestellt | aufgeben | abgeschafft
decider: entscheidet über | beschlossen von | wird vom rat | beschließt
open: offen | ungeklärt | unklar | noch nicht entschieden | noch zu klären | zu klären | noch nicht bekannt
  | wissen wir nicht | nicht entschieden | noch festzulegen
risk: risiko | risiken | gefahr | befürcht* | sorge | könnte scheitern | droht
decided: beschlossen | entschieden | steht fest | vereinbart | wurde genehmigt
option: alternative | option | variante | alternativ | entweder
vague: schnell | schneller | einfach | benutzerfreundlich | intuitiv | modern | flexibel | robust | skalierbar
  | effizient | angemessen | zeitnah | bald | zügig | übersichtlich | geeignet | ausreichend | regelmäßig
  | komfortabel | mehrere | viele | usw | etc | möglichst bald | zuverlässig | hochwertig | attraktiv | sicher
  | unkompliziert | rasch
money: budget | kosten | kostet | preis | euro | eur | € | chf | gebühr* | förder* | mittel | gehalt | gehälter
  | gehälter* | haushalt | teuer
time: frist | termin | bis ende | bis zum | januar | februar | märz | april | mai | juni | juli | august | september
  | oktober | november | dezember | spätestens | inbetriebnahme | start | saison | nächstes jahr | zeitplan
  | livegang
law: gesetz* | dsgvo | verordnung* | richtlinie* | rechtlich* | gesetzlich* | vertrag* | satzung | norm | lizenziert
  | unter lizenz | freie lizenz | freien lizenz | freier lizenz | offene lizenz | offenen lizenz | open-source-lizenz*
  | lizenzbedingung* | lizenzrecht* | lizenzvertrag*
  | datenschutzgesetz | vorschrift*
tech: postgresql | datenbank* | server | cloud | windows | linux | android | ios | schnittstelle* | api | openid
  | ldap | active directory | sap | excel | tabelle* | rechenzentrum | hardware | sensor* | offline | browser
  | netzwerk | wlan
performance: sekunde | sekunden | millisekunden | minuten | gleichzeitig* | antwortzeit* | pro stunde | pro sekunde
  | pro tag | spitze* | last | verfügbarkeit | durchsatz | arbeitstag | arbeitstage | arbeitstagen | verfügbar
access: wcag | barrierefrei* | screenreader | bitv | rollstuhl | sehbehindert* | behinderung*
security: passwort* | verschlüssel* | anmeld* | authentifizier* | berechtig* | zwei-faktor | angriff* | backup*
  | sicherheit* | zugriffsrecht* | datensicherung*
privacy: personenbezogen* | datenschutz* | dsgvo | anonym* | einwilligung* | vertraulich* | patientendaten
retention: aufbewahr* | gelöscht | löschen | archiv* | löschfrist*
languages: deutsch | englisch | französisch | italienisch | türkisch | arabisch | mehrsprachig* | übersetz*
  | polnisch
external: lieferant* | dienstleister* | bank | zahlungsdienst* | behörde* | finanzamt | versicherung* | partner
  | extern* | schnittstelle | import* | export* | buchhaltung | erp | krankenkasse* | kasse | datev | drittanbieter
  | feuerwehr
failure: ausfall | fällt aus | nicht erreichbar | störung* | fehlerfall | stromausfall | timeout | keine verbindung
  | ohne netz | funkloch | andernfalls | sonst
unheard: müssen gehört | sind zu hören | muss gehört | anzuhören
heard: wurden gehört | wurde gehört
purpose: damit | um zu | sodass | so dass
conditions: wenn | falls | sobald | nachdem | bevor | während | solange | nach | vor | bei | im falle
parties: benutzer | nutzer | nutzerinnen | kunde | kunden | kundinnen | besucher | besucherinnen | mitglied
  | mitglieder | gast | gäste | mitarbeiter | mitarbeitende | mitarbeiterinnen | angestellte | sachbearbeiter
  | sachbearbeiterin | sachbearbeiterinnen | verwalter | administrator | administratoren | antragsteller
  | antragstellerin | lehrer | lehrkraft | lehrkräfte | schüler | schülerinnen | student | studierende | eltern
  | arzt | ärzte | ärztinnen | pflegekraft | pflegekräfte | patient | patienten | fahrer | fahrerinnen
  | ehrenamtliche | bürger | bürgerinnen | mieter | eigentümer | käufer | verkäufer | lieferant | lieferanten
  | techniker | ingenieur | leiter | leitung | vorstand | rat | ausschuss | team | büro | abteilung | küche
  | hausmeister | disponent | disponenten | prüfer | trainer | spieler | landwirt | landwirte | imker | köche | koch
  | chefin | chef | leute | personen | kinder | handwerker | monteur | monteure | empfang | buchhaltung | redaktion
  | bibliothekar
entities: antrag | bestellung | rechnung | buchung | reservierung | zahlung | konto | profil | bericht | dokument
  | nachricht | termin | vertrag | produkt | artikel | akte | datei | foto | adresse | bescheid | gebühr | anhang
  | kurs | ausleihe | veranstaltung | aufgabe | auftrag | beschwerde | messung | rezept | lieferung | schicht | plan
  | fahrzeug | gerät | raum | karte | kalender | bestand | quittung | beitrag | speiseplan | mahlzeit
numbers: zwei | drei | vier | fünf | sechs | sieben | acht | neun | zehn | elf | zwölf | zwanzig | dreißig | fünfzig
  | hundert | tausend | million | millionen | hälfte | drittel | viertel | doppelt | dutzend
values: ein=1 | zwei=2 | drei=3 | vier=4 | fünf=5 | sechs=6 | sieben=7 | acht=8 | neun=9 | zehn=10 | elf=11
  | zwölf=12 | einem=1 | einen=1 | einer=1 | eine=1
limits: innerhalb | höchstens | maximal | bis zu | mindestens | weniger als | mehr als | unter | über | binnen | pro
  | alle | spätestens | bis
h.goal: ziel | ziele | zweck | vision | zielsetzung | nutzen | erfolg | projektziele
h.obligation: anforderungen | anforderung | funktionen | funktion | funktional | musskriterien | muss
  | wunschkriterien | kannkriterien | sollkriterien | leistungen | was es können muss | anwendungsfälle
  | leistungsumfang | produktfunktionen
h.quality: qualität | nichtfunktional | nichtfunktionale | leistung | sicherheit | datenschutz | bedienbarkeit
  | qualitätsanforderungen | barrierefreiheit
h.constraint: rahmenbedingungen | randbedingungen | grenzen | budget | einschränkungen | vorgaben | bedingungen
  | termine | technik | zeitplan | kosten | umgebung
h.party: beteiligte | nutzer | benutzer | personen | zielgruppe | zielgruppen | rollen | akteure | stakeholder | wer
  | benutzergruppen | menschen
h.now: ausgangslage | ist-zustand | heute | istzustand | situation | hintergrund | einleitung | ist-situation
  | bestandsaufnahme | einführung
h.problem: problem | probleme | schwierigkeiten | herausforderungen | schwachstellen
h.scope: umfang | lieferumfang
h.out: abgrenzung | abgrenzungskriterien | nicht im umfang | nicht-ziele | ausschlüsse | nicht enthalten
h.open: offene fragen | offene punkte | fragen | offen | ungeklärt
h.criterion: abnahme | abnahmekriterien | testfälle | tests | testszenarien
h.term: glossar | begriffe | definitionen
h.risk: risiken | risiko | gefahren
h.data: daten | produktdaten | datenmodell
h.external: schnittstellen | externe systeme
h.option: optionen | alternativen | varianten
h.decided: beschlüsse | entscheidungen
abbreviations: z.b | z | b | d.h | d | h | ca | bzw | usw | etc | nr | dr | prof | str | abs | art | inkl | exkl
  | ggf | evtl | max | min | vgl | u.a | u | a | s | st | mio | mrd | tel | bspw | sog | zzgl | jan | feb | okt
  | dez | nov | sept
"""
