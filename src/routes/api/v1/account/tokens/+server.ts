export const POST = ({ locals, request }) => locals.relais.makePersonalToken(request, locals.who)
