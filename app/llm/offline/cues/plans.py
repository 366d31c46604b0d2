"""Cues of plans in every language: what changes, is lost or still to be settled, and whose it is."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
changes: rise* | rose | fall* | fell | grow* | increas* | decreas* | reduc* | cut | cuts | drop* | lower* | raise*
  | shorten* | shrink* | improv* | goes up | goes down | comes down | climb* | extend* | halve*
settles: decid* | clarif* | settle* | agree* | find out | found out | choose | chosen | answered | discuss* | whether
  | who | which | how | what
h.open: not decided | not yet decided | not clear | not settled | left open
losses: fell | falls | falling | declin* | shrink* | shrank | lost | lose | loses | losing | retire* | will be closed
  | closes | weak | shortage | too few | lacks | no agreement | nobody dares | expires | runs out | strike | strikes
  | resign* | vacan* | overdue | worn | outdated | eat
growth: rise* | rose | grow* | increas* | doubl* | eat | will not grow
owns: is responsible for | are responsible for | is in charge of | is accountable for | leads
months: january | february | march | april | may | june | july | august | september | october | november | december
carries: interface to | integrat* | import from | export to | api of | connects to
receives: receive | get | know | see | find | be
heard: has already been heard | have already been heard | already heard
spends: cost | costs | budget | grant | funding | spend* | invest*
""",
    "de": """
changes: steigt | steigen | stieg* | sinkt | sinken | sank | wächst | wachsen | erhöh* | senk* | verkürz* | verringer*
  | reduzier* | kürz* | verbesser* | fällt | fallen | halbier*
settles: entscheid* | entschieden | klär* | geklärt | festleg* | festgelegt | vereinbar* | besprech* | ob | wer
  | welche* | wie
h.open: nicht entschieden | noch nicht entschieden | nicht geklärt | unentschieden
losses: sank | sinkt | sinken | gesunken | ging* zurück | rückgang | schrumpf* | verliert | verlieren | verlor*
  | ruhestand | rente | geschlossen | schließt | schwach | mangel | zu wenige | fehlt | fehlen | keine einigung
  | läuft aus | laufen aus | streik | veraltet | abgenutzt
growth: steigt | steigen | stieg* | gestiegen | wächst | wachsen | verdoppel* | erhöh*
owns: ist zuständig für | sind zuständig für | ist verantwortlich für | sind verantwortlich für | verantwortet
months: januar | februar | märz | april | mai | juni | juli | august | september | oktober | november | dezember
carries: import* | export* | schnittstelle
receives: erhalten | bekommen | sehen | wissen | finden
heard: wurde bereits gehört | wurden bereits gehört | ist bereits gehört worden | schon gehört
spends: kosten | kostet | budget | förder* | mittel | invest* | aufwand
""",
    "fr": """
changes: pass* | augment* | diminu* | baiss* | rédui* | monte | montent | croît | raccourc* | ramen* | amélior*
settles: décid* | décision | clarifi* | préciser | précisé | trancher | choisi* | convenir | si | qui | quel* | comment
h.open: non décidé | pas décidé | pas encore décidé | en suspens
losses: baiss* | diminu* | recul* | perd | perdent | perdu* | retraite | fermé* | fermera | ferme | faible* | manque*
  | pénurie | trop peu | aucun accord | expire* | grève | vétuste | vétustes
growth: augment* | doubl* | croissent | croît | hausse
owns: est responsable de | sont responsables de | est chargé de | est chargée de
months: janvier | février | mars | avril | mai | juin | juillet | août | septembre | octobre | novembre | décembre
carries: import* | export* | interface*
receives: recevoir | voir | savoir | trouver
heard: a déjà été entendu | a déjà été entendue | ont déjà été entendus | ont déjà été entendues
spends: coût | coûts | coûte | coûtent | budget | subvention* | dépens* | invest* | financ*
""",
    "es": """
adjectives: personal
changes: sub* | baj* | aument* | reduc* | redu* | disminu* | crec* | pas* | mejor* | acort*
settles: decid* | decisión | aclar* | acord* | defin* | eleg* | si | quién* | qué | cuál* | cómo
h.open: no decidido | sin decidir | por decidir | no está decidido
losses: bajó | bajan | baja | cayó | caen | disminu* | pierde | pierden | perdió | jubil* | cierra | cerrar* | cerrado
  | débil* | falta | faltan | escasez | sin acuerdo | vence | huelga | obsolet*
growth: sube | suben | subió | crece | crecen | aument* | dobl* | duplic*
owns: es responsable de | son responsables de | se encarga de | está a cargo de
months: enero | febrero | marzo | abril | mayo | junio | julio | agosto | septiembre | octubre | noviembre
  | diciembre
carries: importa* | exporta* | interfaz con | integra*
receives: recibir | ver | saber | encontrar
heard: ya ha sido oído | ya ha sido oída | ya fueron oídos | ya fue oído
spends: cuesta | cuestan | coste | costes | costo | costos | presupuesto | subvención* | invert* | financ*
""",
    "pt": """
adjectives: pessoal
changes: sub* | baix* | aument* | reduz* | redu* | diminu* | cresc* | pass* | melhor* | encurt*
settles: decid* | decisão | esclarec* | acord* | defin* | escolh* | se | quem | qual | quais | como
h.open: não decidido | por decidir | em aberto | ainda não decidido
losses: baixou | baixam | caiu | caem | diminu* | perde | perdem | perdeu | reform* | aposent* | fecha | fechad*
  | fechar* | frac* | falta | faltam | escassez | sem acordo | caduca | greve | obsolet*
growth: sobe | sobem | subiu | cresce | crescem | aument* | duplic*
owns: é responsável por | são responsáveis por | é responsável pela | é responsável pelo | encarrega-se de
months: janeiro | fevereiro | março | abril | maio | junho | julho | agosto | setembro | outubro | novembro
  | dezembro
carries: importa* | exporta* | interface com | integra*
receives: receber | ver | saber | encontrar
heard: já foi ouvido | já foi ouvida | já foram ouvidos | já foram ouvidas
spends: custa | custam | custo | custos | orçamento | subsídio* | invest* | verba*
""",
    "nl": """
changes: stijg* | daalt | dalen | daling | groei* | verlaag* | verhoog* | verminder* | verkort* | verbeter* | zakt
settles: beslis* | besluit* | besloten | bepal* | bepaald | duidelijk worden | afsprek* | afgesproken | kiez* | gekozen
  | of | wie | welke | hoe
h.open: niet besloten | nog niet besloten | nog te bepalen | onbeslist
losses: daalde* | daalt | dalen | gedaald | krimp* | verliest | verliezen | verloor | pensioen | gesloten | sluit | zwak
  | tekort | te weinig | ontbreekt | ontbreken | geen akkoord | loopt af | staking | verouderd | versleten
growth: stijg* | groei* | verdubbel*
owns: is verantwoordelijk voor | zijn verantwoordelijk voor | heeft de leiding over
months: januari | februari | maart | april | mei | juni | juli | augustus | september | oktober | november | december
carries: import* | export* | koppeling*
receives: ontvangen | krijgen | zien | weten | vinden
heard: is al gehoord | zijn al gehoord
spends: kost | kosten | budget | begroting | subsidie* | invest*
""",
    "sv": """
changes: ökar | öka | ökas | minskar | minska | minskas | sjunker | sjunka | stiger | stiga | sänk* | höj* | förkort*
  | förbättr* | växer
settles: beslut* | avgör* | klargör* | bestäm* | överens* | välj* | om | vem | vilken | vilka | hur
h.open: inte beslutat | ej beslutat | obeslutat | ännu inte beslutat
losses: minskade | minskar | sjönk | sjunker | förlorar | förlorade | tappar | pension | stängs | stänger | svag | svaga
  | brist | för få | saknas | saknar | ingen överenskommelse | löper ut | strejk | föråldrad* | slitet | slitna
growth: ökar | ökade | stiger | steg | växer | fördubbl*
owns: ansvarar för | är ansvarig för | har ansvaret för
months: januari | februari | mars | april | maj | juni | juli | augusti | september | oktober | november | december
carries: import* | export* | integration*
receives: få | se | veta | hitta
heard: har redan hörts | redan hörts
spends: kostar | kostnad* | budget* | bidrag* | anslag* | invest*
""",
    "fi": """
changes: nousee | nousta | laskee | laskea | kasvaa | vähenee | vähentää | lyhenee | lyhentää | paranee | parantaa
settles: päättää | päätet* | päätös | selvit* | sovi* | valita | valitaan | kuka | mikä | miten | onko
h.open: ei päätetty | ei ole päätetty | päättämättä | avoinna
losses: laski | laskee | väheni | vähenee | menettää | menetti | eläkkeelle | suljetaan | sulkee | heikko | heikot
  | pula | liian vähän | puuttuu | puuttuvat | ei sopimusta | päättyy | lakko | vanhentunut
growth: nousee | nousevat | nousi | kasvaa | kasvavat | kasvoi | kaksinkertaistu*
owns: on vastuussa | vastuuhenkilö on
months: tammikuu | helmikuu | maaliskuu | huhtikuu | toukokuu | kesäkuu | heinäkuu | elokuu | syyskuu | lokakuu
  | marraskuu | joulukuu
carries: tuonti | vienti | liittymä*
receives: saada | nähdä | tietää | löytää
heard: on jo kuultu
spends: maksaa | maksavat | kustannu* | budjet* | avustu* | invest*
""",
    "ja": """
changes: から
settles: 決める | 決定する必要 | 検討する | 確認する | 明確にする
h.open: 未決定 | 決まっていないこと | 未定
losses: 減少 | 減って | 低下 | 退職 | 閉鎖 | 休館 | 不足 | 弱い | 老朽
growth: 増加 | 増えて | 上昇 | 倍増
owns: が担当する | の責任者
carries: 連携 | 取り込み
heard: 意見を聴いた | 意見を聞いた
spends: 費用 | 予算 | コスト | 補助金
""",
}
