"""The drafter's own words in Spanish."""

TEXT = """
note: Ningún modelo de lenguaje escribió esto. Cada frase se cita del texto o de las entradas y se ordena según reglas; las preguntas, los supuestos y lo que se llama propuesta son palabras propias de este borrador.
note_used: Se usan {used} de {all} frases; el resto figura como "no usado".
note_place: Lo que las palabras no dicen se ordenó por su lugar, y su fuerza se marca como supuesta.
note_groups: La división sigue las secciones y el orden del autor; los enlaces por palabras comunes son propuestas.
note_comment: Una persona pidió: “{comment}” Aquí se puede ordenar y citar, no escribir de nuevo. {effect}
effect_first: Aquello de lo que habla el comentario está ahora al principio.
effect_none: Nada en las entradas responde al comentario; el contenido queda igual.
note_findings: Del intento anterior, ordenar no puede corregir: {codes}.
slicing: Dividido según las secciones y el orden del autor; lo escrito junto queda junto.
from_order: Lo que el texto dice seguido, de “{first}” a “{last}”.
shape: Una parte por cada trozo del trabajo, propuesta según el orden de las entradas, que no dicen más.
approach: Dentro de {names}; las entradas no dicen más.
given: Dado por el texto, no elegido aquí.
not_covered: Nada se refiere a ello todavía.
verdict_summary: Cubierto: {covered} de {all}. Por aclarar: {conditions}. Juzgado por reglas, no por lectura.
review_vague: Dice “{word}” sin número ni prueba.
review_measure: Dar un número, o una prueba que cualquiera pueda repetir.
flagged: Una persona debe juzgar si se respeta.
quality_performance: Rendimiento
quality_access: Accesibilidad
quality_security: Seguridad
quality_privacy: Datos personales
quality_languages: Idiomas
quality: Calidad
ask_open: ¿Qué está decidido sobre “{quote}”?
ask_vague: ¿Qué significa “{word}” en “{quote}”?
ask_party: ¿Qué hace “{name}” con el resultado?
ask_external: ¿Qué ocurre cuando “{name}” no responde, en “{quote}”?
ask_number: ¿Qué número muestra que se alcanzó “{quote}”?
why_open: El texto lo deja abierto.
why_vague: Sin número ni prueba, nadie sabe si se alcanzó.
why_party: Se nombran, pero no tienen nada que hacer.
why_external: El texto nombra la dependencia, pero no qué ocurre sin ella.
why_number: Una meta sin número no se puede comprobar.
assume_open: Queda abierto y se decide más tarde: “{quote}”.
assume_vague: “{word}” queda como está y lo juzga quien acepta.
assume_party: Se les informa y no hacen nada en ello: “{name}”.
assume_external: El trabajo espera, se muestra el fallo y se intenta más tarde: “{name}”.
assume_number: Quien acepta juzga sin número: “{quote}”.
ask_purpose: ¿Qué será mejor después, y para qué personas?
why_purpose: El texto no dice para qué sirve.
assume_purpose: Lo que pide el texto es el propósito mismo.
ask_users: ¿Quién lo usará?
why_users: El texto no nombra a nadie.
assume_users: Un solo tipo de usuario, con los mismos derechos.
ask_functions: ¿Qué debe poder hacerse con ello?
why_functions: El texto no pide nada concreto.
assume_functions: Solo lo que está escrito.
ask_volume: ¿Cuántas personas o casos hay en el momento de más carga?
why_volume: El texto no dice nada del tamaño.
assume_volume: Tan pocos que basta una instalación pequeña.
ask_deadline: ¿Para cuándo debe estar en uso?
why_deadline: El texto no nombra fecha.
assume_deadline: Sin fecha fija; cada parte llega cuando está lista.
ask_budget: ¿Cuánto puede costar?
why_budget: El texto no habla de dinero.
assume_budget: No hay suma fijada: lo que puede costar se desconoce.
ask_privacy: ¿Qué datos personales contiene?
why_privacy: El texto no habla de ello.
assume_privacy: Solo nombres y contacto de quienes lo usan.
ask_retention: ¿Cuánto tiempo deben guardarse los datos?
why_retention: El texto no dice cuándo se puede borrar.
assume_retention: Se guardan hasta que alguien los borre.
ask_today: ¿Cómo se hace hoy?
why_today: El texto no describe el presente.
assume_today: No hay nada que heredar ni sustituir.
ask_out: ¿Qué no forma parte de ello?
why_out: El texto no traza un límite.
assume_out: Lo que el texto no nombra no forma parte.
ask_measure: ¿En qué se verá que salió bien?
why_measure: Ninguna meta del texto tiene número.
assume_measure: Quien acepta juzga sin número.
ask_languages: ¿En qué idiomas se usa?
why_languages: El texto no nombra idioma.
assume_languages: Solo en el idioma del texto.
ask_access: ¿Qué normas de accesibilidad rigen?
why_access: El texto no habla de ello.
assume_access: Ninguna más allá de la ley del lugar.
ask_security: ¿Cómo prueba cada uno quién es?
why_security: El texto no habla de acceso.
assume_security: Cada uno entra con una contraseña.
ask_operation: ¿Quién lo cuida después?
why_operation: El texto no lo dice.
assume_operation: Lo cuida quien lo encarga.
ask_stop: ¿Qué se deja de hacer?
why_stop: Un rumbo que no termina nada cuesta más de lo que hay.
assume_stop: Nada de lo de hoy termina.
ask_period: ¿Para qué años vale?
why_period: El texto no nombra periodo.
assume_period: Vale hasta que se sustituya.
ask_decider: ¿Quién lo decide?
why_decider: El texto no dice quién decide.
assume_decider: Lo decide quien lo encargó.
"""
