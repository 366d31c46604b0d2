"""Spanish cues."""

TEXT = """
function: el | la | los | las | un | una | unos | unas | de | del | y | e | o | u | pero | a | al | en | con | sin
  | por | para | sobre | entre | desde | hasta | es | son | era | eran | será | serán | ser | está | están | ha
  | han | hay | que | qué | se | su | sus | lo | le | les | nos | nuestro | nuestra | nuestros | este | esta | estos
  | estas | ese | esa | no | ni | sí | si | como | cuando | donde | quien | cada | todo | todos | toda | todas | muy
  | más | menos | también | puede | pueden | debe | deben | ya | así | porque | cual | cuales | ante | según | tras
  | durante
pronouns: este | esta | esto | ello | ellos | estos | estas
plurals: s | es
articles: el | la | los | las | un | una | cada | todo | todos | todas | nuestro | nuestra | su | sus | ningún
  | ninguna
asking: que | qué | cuando | donde | quien | cual | cuales | si | pero
auxiliaries: es | son | era | eran | será | serán | está | están | ha | han | puede | pueden | debe | deben
  | tiene | tienen
inner: de | del | la | el | los | las | para | con | por | en
joins: y | e | o | u
system: sistema | aplicación | app | software | plataforma | servicio | portal | sitio | herramienta | solución
  | página
strong: debe | deben | deberá | deberán | tiene que | tienen que | hay que | obligatorio | obligatoria | necesario
  | necesaria | es imprescindible | imprescindible | se requiere | requiere | se exige | necesita | necesitan
  | solo puede
medium: debería | deberían | se recomienda | conviene
weak: podría | podrían | sería bueno | si es posible | opcional | opcionalmente | idealmente | deseable
ability: puede | pueden | podrá | podrán | permite | permitir | permiten | quiere | quieren
future: será | serán
prohibition: no debe | no deben | no puede | no pueden | no podrá | nunca | prohibido | prohibida | ningún | ninguna
  | en ningún caso | no se permite | jamás | nadie puede
now: hoy | actualmente | en la actualidad | ahora | hasta ahora | hoy en día | existente | existentes
  | el año pasado
problem: problema | problemas | errores | error | quejas | se quejan | demasiado | se pierde | se pierden | a mano
  | manualmente | nadie sabe | retraso | retrasos | lento | caos | colas
goal: objetivo | objetivos | meta | metas | queremos | deseamos | finalidad | busca | pretende | propósito
scope: incluye | incluido | alcance | primera versión
out: fuera del alcance | no incluye | excluido | no forma parte | no está previsto | no se necesita
  | queda fuera
stop: dejar de | ya no | se suprime | deja de
open: por definir | por decidir | pendiente | no está decidido | no sabemos | sin decidir | por aclarar
  | no está claro | falta decidir | aún no
risk: riesgo | riesgos | peligro | temor | tememos | podría fallar | amenaza
decided: se decidió | está decidido | ha decidido | acordado | se aprobó | aprobado
option: opción | alternativa | variante
vague: rápido | rápida | rápidamente | fácil | fácilmente | fáciles | sencillo | sencilla | intuitivo | intuitiva
  | moderno | moderna | flexible | robusto | eficiente | adecuado | adecuada | pronto | lo antes posible | amigable
  | varios | varias | muchos | muchas | regularmente | fiable | etc | suficiente | ágil | seguro | segura | cómodo
  | cómoda
money: presupuesto | coste | costes | costo | costos | precio | euro | euros | € | pesos | subvención* | tarifa*
  | financ* | salario* | dólar*
time: plazo | plazos | fecha límite | antes del | a más tardar | enero | febrero | marzo | abril | mayo | junio
  | julio | agosto | septiembre | octubre | noviembre | diciembre | puesta en marcha | temporada | calendario
  | lanzamiento
law: ley | leyes | rgpd | reglamento* | normativa* | legal | legales | directiva | norma | contrato* | licencia libre
  | licencia abierta | licencia de código | bajo licencia | bajo una licencia | bajo la licencia
  | decreto
tech: postgresql | base de datos | servidor | servidores | nube | windows | linux | android | ios | api | openid
  | excel | hoja de cálculo | hojas de cálculo | hardware | sensor* | sin conexión | navegador | red | wifi
performance: segundo | segundos | minutos | simultáne* | tiempo de respuesta | por hora | por segundo | por día
  | al día | pico | carga | disponibilidad | disponible | día laborable | días laborables | días hábiles
access: wcag | accesib* | discapacidad* | lector de pantalla | ciegos | silla de ruedas
security: contraseña* | cifr* | autentic* | autoriz* | permisos | inicio de sesión | copia de seguridad
  | copias de seguridad | seguridad
privacy: datos personales | rgpd | anónim* | consentimiento | confidencial* | privacidad | datos de pacientes
retention: conserv* | archiv* | se borran | se eliminan | borrado
languages: español | inglés | catalán | gallego | euskera | francés | alemán | árabe | bilingüe | multilingüe
  | traduc*
external: proveedor* | banco | seguro* médico | aseguradora* | hacienda | ayuntamiento | ministerio | extern*
  | tercer* | importa* | exporta* | interfaz con | integra* | contabilidad | pasarela
failure: si falla | falla | fallo | caída | no disponible | corte | sin red | no responde | de lo contrario
  | en caso contrario
unheard: deben ser oídos | debe ser oído | deben ser consultados
heard: fueron consultados | ha sido consultado
purpose: para que | a fin de | con el fin de
conditions: si | cuando | en caso | después | antes | una vez | mientras | durante | al | tras
parties: usuario | usuarios | usuaria | usuarias | cliente | clientes | visitante | visitantes | socio | socios
  | empleado | empleados | personal | gestor | gestores | administrador | administradores | solicitante
  | solicitantes | profesor | profesores | docente | docentes | alumno | alumnos | estudiante | estudiantes | padre
  | padres | familia | familias | médico | médicos | médica | enfermera | enfermeras | enfermero | paciente
  | pacientes | conductor | conductores | voluntario | voluntarios | ciudadano | ciudadanos | vecino | vecinos
  | inquilino | propietario | comprador | vendedor | proveedor | proveedores | técnico | técnicos | contable
  | responsable | director | directora | secretaria | equipo | oficina | consejo | comité | recepcionista
  | recepcionistas | recepción | repartidor | repartidores | agricultor | agricultores | cocinero | camarero
  | camareros | dueño | dueña | monitor | monitores | gerente
entities: pedido | factura | reserva | pago | cuenta | perfil | informe | documento | mensaje | cita | contrato
  | producto | artículo | expediente | archivo | foto | dirección | permiso | solicitud | recibo | curso | préstamo
  | evento | tarea | queja | medición | receta | entrega | turno | plan | vehículo | dispositivo | sala | mapa
  | calendario | existencias
numbers: dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce | veinte | treinta
  | cincuenta | cien | mil | millón | millones | mitad | tercio | cuarto | doble | docena
values: un=1 | dos=2 | tres=3 | cuatro=4 | cinco=5 | seis=6 | siete=7 | ocho=8 | nueve=9 | diez=10 | once=11
  | doce=12 | una=1
limits: en menos de | como máximo | máximo | hasta | al menos | mínimo | menos de | más de | por | dentro de | cada
  | antes de
h.goal: objetivo | objetivos | meta | metas | finalidad | visión | propósito
h.obligation: requisitos | funciones | funcionalidades | funcional | necesidades | lo que debe | casos de uso
  | qué debe hacer
h.quality: calidad | no funcionales | rendimiento | seguridad | accesibilidad
h.constraint: restricciones | límites | presupuesto | condiciones | plazos | calendario | limitaciones | técnica
h.party: personas | usuarios | actores | interesados | roles | quién | público | participantes
h.now: situación | situación actual | contexto | hoy | introducción | antecedentes | actualidad
h.problem: problema | problemas | dificultades
h.scope: alcance
h.out: fuera del alcance | fuera de alcance | exclusiones
h.open: preguntas | preguntas abiertas | pendiente | dudas | cuestiones abiertas
h.criterion: criterios de aceptación | pruebas
h.term: glosario | definiciones | términos
h.risk: riesgos
h.data: datos
h.external: interfaces | integraciones
h.option: opciones | alternativas
h.decided: decisiones
abbreviations: sr | sra | dr | dra | etc | p.ej | ej | aprox | núm | art | pág | tel | máx | mín | ud | uds | av | c
  | d | ene | feb | sept
"""
