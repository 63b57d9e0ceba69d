export const POST = ({ locals, request, params }) => locals.relais.sendInvitation(request, locals.who, params.token)
