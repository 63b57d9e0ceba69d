export const POST = ({ locals, request }) => locals.relais.proposePasskey(request, locals.who)
