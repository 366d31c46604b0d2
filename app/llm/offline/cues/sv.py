"""Swedish cues."""

TEXT = """
function: och | eller | men | en | ett | den | det | de | dem | i | på | av | till | för | från | med | utan | om
  | under | över | mellan | genom | vid | hos | mot | efter | före | innan | är | var | varit | blir | blev | har
  | hade | som | att | när | där | här | vad | vem | vilka | vilken | inte | inga | ingen | inget | också | bara
  | än | så | kan | kunna | ska | skall | måste | får | bör | vill | vi | oss | vår | våra | vårt | han | hon | sin
  | sitt | sina | deras | man | jag | alla | varje | per | sedan | då | mer | mycket | eftersom | utifrån | samt
pronouns: den | det | de | detta | denna | dessa
plurals: r | er | ar | or | n | en | na | rna | erna | arna
articles: en | ett | den | det | de | varje | alla | vår | våra | vårt | ingen | inga
asking: som | att | när | där | vad | vem | vilka | vilken | men | så
auxiliaries: är | var | varit | blir | blev | har | hade | kan | kunna | ska | skall | måste | får | bör | vill
inner: av | för | till | med | på | i | per
joins: och | eller | samt
system: systemet | system | appen | app | tjänsten | tjänst | plattformen | portalen | webbplatsen | lösningen
  | programmet | sidan
strong: måste | ska | skall | krävs | obligatoriskt | nödvändigt | behöver | får bara | får endast | är skyldig
medium: bör | borde | rekommenderas
weak: skulle kunna | om möjligt | gärna | valfritt | önskvärt | helst | vore bra
ability: kan | kunna | vill
future: kommer att
prohibition: får inte | får aldrig | får ingen | aldrig | förbjudet | inte tillåtet | ingen får | ska inte
  | måste inte | skall inte
now: idag | i dag | för närvarande | just nu | hittills | nuvarande | befintlig* | förra året
problem: problem | problemet | felkälla | klagomål | klagar | för långsamt | för lång tid | försvinner | tappas bort
  | dubbelt | för hand | manuellt | ingen vet | försening* | kaos
goal: mål | målet | målen | vi vill | syfte | syftet | vision | strävar
scope: ingår | omfattas | första versionen
out: ingår inte | utanför | omfattas inte | behövs inte | inte planerat
stop: upphör | inte längre | läggs ner | slutar
open: oklart | ej beslutat | inte beslutat | att besluta | återstår att | vet inte | öppen fråga | ännu inte
risk: risk | risker | risken | fara | oro | kan misslyckas | hotar
decided: är beslutat | beslutades | har beslutat | beslutat | godkänt | överenskommet
option: alternativ | alternativt | variant
vague: snabbt | snabb | snabba | snabbare | enkelt | enkel | enkla | lätt | användarvänlig* | intuitiv* | modern
  | modernt | flexibel | flexibelt | robust | skalbar* | effektiv | effektivt | lämplig* | snart | smidig*
  | tillräcklig* | regelbundet | flera | många | osv | etc | pålitlig* | säkert | säker | tydlig | tydligt
money: budget | budgeten | kostnad* | kostar | pris | kronor | kr | sek | euro | avgift* | bidrag | lön | löner
time: deadline | senast | före slutet | januari | februari | mars | april | maj | juni | juli | augusti | september
  | oktober | november | december | driftsättning | säsong* | tidplan | nästa år | lansering
law: lag | lagen | lagar | gdpr | förordning* | direktiv* | juridisk* | avtal* | fri licens
  | öppen licens | öppen källkodslicens | under licens | under en licens | licensvillkor* | licensavtal* | föreskrift*
  | arkivlagen
  | tillståndsplikt*
tech: postgresql | databas* | server | servrar | molnet | windows | linux | android | ios | api | openid | excel
  | kalkylblad* | hårdvara | sensor* | offline | webbläsare | nätverk | wifi
performance: sekund | sekunder | minuter | samtidig* | svarstid* | per timme | per sekund | per dag | topp*
  | belastning | tillgänglighet | arbetsdag | arbetsdagar
access: wcag | tillgänglighet* | skärmläsare | rullstol* | synskad* | funktionsnedsätt*
security: lösenord* | krypter* | inloggning* | logga in | autentiser* | behörighet* | säkerhetskopi* | säkerhet*
privacy: personuppgift* | gdpr | anonym* | samtycke | konfidenti* | sekretess* | integritet
retention: sparas | bevaras | arkiver* | raderas | gallra* | gallras
languages: svenska | engelska | finska | norska | arabiska | flerspråkig* | översätt*
external: leverantör* | bank | banken | myndighet* | skatteverket | försäkringsbolag* | partner* | extern* | import*
  | export* | integration* | bokföring* | tredje part | räddningstjänsten
failure: avbrott | fungerar inte | går ner | inte nåbar | ingen uppkoppling | utan uppkoppling | strömavbrott
  | misslyckas | annars
unheard: måste höras | ska höras
heard: har hörts
purpose: så att | för att
conditions: om | när | så snart | efter | före | innan | medan | vid | under
parties: användare | användaren | användarna | kund | kunder | kunden | besökare | besökaren | medlem | medlemmar
  | medlemmen | gäst | gäster | personal | personalen | medarbetare | handläggare | handläggaren | administratör
  | administratörer | sökande | lärare | elev | elever | student | studenter | förälder | föräldrar | läkare
  | sjuksköterska | sjuksköterskor | patient | patienter | förare | chaufför | volontär | volontärer | medborgare
  | boende | hyresgäst | hyresgäster | ägare | köpare | säljare | leverantör | tekniker | chef | chefen | styrelse
  | styrelsen | nämnden | kommunen | kansli | kansliet | team | kontor | tränare | spelare | barn | ledare | odlare
  | odlaren | kassör | kassören | ordförande
entities: ansökan | beställning | faktura | bokning | betalning | konto | profil | rapport | dokument | meddelande
  | avtal | produkt | artikel | ärende | fil | foto | adress | tillstånd | avgift | bilaga | kurs | lån | händelse
  | uppgift | klagomål | mätning | recept | leverans | schema | plan | fordon | enhet | rum | karta | kalender
  | lager | kvitto | lott
numbers: två | tre | fyra | fem | sex | sju | åtta | nio | tio | elva | tolv | tjugo | trettio | femtio | hundra
  | tusen | miljon | miljoner | hälften | tredjedel | fjärdedel | dubbelt | dussin
values: en=1 | två=2 | tre=3 | fyra=4 | fem=5 | sex=6 | sju=7 | åtta=8 | nio=9 | tio=10 | elva=11 | tolv=12 | ett=1
limits: inom | högst | maximalt | upp till | minst | mindre än | mer än | under | över | per | varje | senast
h.goal: mål | syfte | vision | målsättning | effektmål
h.obligation: krav | kravlista | funktioner | funktion | funktionella krav | behov | önskemål | vad den ska göra
h.quality: kvalitet | icke-funktionella krav | prestanda | säkerhet | tillgänglighet
h.constraint: begränsningar | ramar | budget | villkor | förutsättningar | tidplan | teknik | gränser
h.party: användare | intressenter | personer | roller | målgrupp | målgrupper | vem | aktörer | människor
h.now: bakgrund | nuläge | situation | idag | inledning
h.problem: problem | utmaningar
h.scope: omfattning
h.out: avgränsningar | ingår inte | utanför
h.open: öppna frågor | frågor | oklarheter
h.criterion: acceptanskriterier | tester
h.term: ordlista | begrepp | definitioner
h.risk: risker
h.data: data | uppgifter
h.external: integrationer | gränssnitt
h.option: alternativ
h.decided: beslut
abbreviations: kl | t.ex | bl.a | ca | dvs | d.v.s | osv | o.s.v | m.m | nr | st | tel | max | min | inkl | exkl
  | s.k | resp | jan | feb | aug | sept | okt | nov | dec
"""
