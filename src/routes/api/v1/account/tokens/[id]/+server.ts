export const DELETE = ({ locals, request, params }) => locals.relais.revokePersonalToken(request, locals.who, params.id)
