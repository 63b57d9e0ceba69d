export const POST = ({ locals, request }) => locals.relais.prove(request, locals.who)
